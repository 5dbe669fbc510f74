"""All paths of the emulated API; anything else under ``/v2`` is 404 as at LINE."""

from __future__ import annotations

from aiohttp import web

from linesteps.emulator.api import (
    account,
    account_link,
    audiences,
    chat,
    coupons,
    identity_tokens,
    insight,
    liff_apps,
    menu_links,
    messages,
    narrowcasts,
    people,
    rich_menus,
)
from linesteps.emulator.api.call import Answer, Call, Refused, Route
from linesteps.emulator.api.gate import handler_of
from linesteps.emulator.platform import Platform

ROUTES = [
    *messages.ROUTES,
    *narrowcasts.ROUTES,
    *audiences.ROUTES,
    *people.ROUTES,
    *account_link.ROUTES,
    *account.ROUTES,
    *coupons.ROUTES,
    *chat.ROUTES,
    *rich_menus.ROUTES,
    *menu_links.ROUTES,
    *insight.ROUTES,
]


async def _not_found(call: Call) -> Answer:
    raise Refused(404, "Not found")


def add_routes(app: web.Application, platform: Platform) -> None:
    """Serve the API of ``platform`` from ``app``."""
    for route in ROUTES:
        app.router.add_route(route.method, route.path, handler_of(platform, route))
    unknown = Route(method="*", path="/v2/{rest:.*}", endpoint="unknown", handler=_not_found)
    app.router.add_route("*", unknown.path, handler_of(platform, unknown))

    async def verify(request: web.Request) -> web.Response:
        return await identity_tokens.verify(platform, request)

    app.router.add_post("/oauth2/v2.1/verify", verify)
    liff_apps.add_routes(app, platform)
