"""The LIFF server API of a LINE Login channel, as far as it is asked where an app leads.

Sources: openapi/liff.yml, getAllLIFFApps; openapi/channel-access-token.yml, issueStatelessChannelToken.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account

_TOKEN = "stateless-"  # noqa: S105


def add_routes(app: web.Application, platform: Platform) -> None:
    """Tokens for the channel, and its apps."""

    async def token(request: web.Request) -> web.Response:
        form = await request.post()
        account = _channel(platform, form)
        if form.get("grant_type") != "client_credentials" or account is None:
            answer = {"error": "invalid_client", "error_description": "invalid client_secret"}
            return web.json_response(answer, status=400)
        found = {"token_type": "Bearer", "access_token": _token_of(account), "expires_in": 899}
        return web.json_response(found)

    async def apps(request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        for account in platform.accounts.values():
            if account.login_channel_id and bearer == _token_of(account):
                return _apps_of(account)
        return web.json_response({"message": "Authentication failed"}, status=401)

    app.router.add_post("/oauth2/v3/token", token)
    app.router.add_get("/liff/v1/apps", apps)


def _channel(platform: Platform, form: Mapping[str, Any]) -> Account | None:
    secret = str(form.get("client_secret", ""))
    for account in platform.accounts.values():
        if account.login_channel_id and account.login_channel_id == form.get("client_id"):
            is_right = hmac.compare_digest(account.login_channel_secret.encode(), secret.encode())
            return account if is_right else None
    return None


def _token_of(account: Account) -> str:
    return f"{_TOKEN}{account.login_channel_id}-{account.access_token[:20]}"


def _apps_of(account: Account) -> web.Response:
    if not account.liff_id:
        return web.json_response({"message": "not found"}, status=404)
    app = {
        "liffId": account.liff_id,
        "view": {"type": "full", "url": account.liff_endpoint},
        "scope": list(account.liff_scopes),
        "permanentLinkPattern": "concat",
    }
    return web.json_response({"apps": [app]})
