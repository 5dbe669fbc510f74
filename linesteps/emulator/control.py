"""The emulator's own HTTP API (``/emulator/…``): what the phone page and other processes use.

JSON bodies only, so that no foreign web page can post here without a CORS preflight, which is refused.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from aiohttp import web

from linesteps.emulator import acts
from linesteps.emulator.api.identity_tokens import mint
from linesteps.emulator.faults import FAULTS
from linesteps.emulator.looking import look
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, Person
from linesteps.emulator.seed import account_from
from linesteps.emulator.taps import tap
from linesteps.emulator.view import view
from linesteps.emulator.virtual_time import CannotTurn, VirtualTime
from linesteps.emulator.webhooks import deliver, emit

LIVE_SECONDS = 0.1


class Control:
    """Handlers of the control API for one platform."""

    def __init__(self, platform: Platform, virtual_time: VirtualTime) -> None:
        self.platform = platform
        self.virtual_time = virtual_time

    def add_routes(self, app: web.Application) -> None:
        """Serve the control API from ``app``."""
        app.router.add_get("/emulator/state", self.state)
        app.router.add_get("/emulator/live", self.live)
        app.router.add_get("/emulator/rich-menu/{channel_id}/{rich_menu_id}", self.rich_menu)
        posts: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "account": self.account,
            "act": self.act,
            "clock": self.clock,
            "deliver": self.deliver,
            "fault": self.fault,
            "id-token": self.id_token,
            "latency": self.latency,
        }
        for name, work in posts.items():
            app.router.add_post(f"/emulator/{name}", _json_handler(work))

    async def state(self, request: web.Request) -> web.Response:
        """All that the page shows, for the chosen account and person."""
        query = request.query
        data = view(self.platform, self.virtual_time, query.get("account", ""), query.get("person", ""))
        return web.json_response(data)

    async def rich_menu(self, request: web.Request) -> web.Response:
        """The picture of a rich menu, which never changes."""
        known = self.platform.rich_menus[request.match_info["channel_id"]].menus
        menu = known.get(request.match_info["rich_menu_id"])
        if menu is None or not menu.picture:
            raise web.HTTPNotFound
        return web.Response(body=menu.picture, content_type=menu.picture_type)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events: a ``changed`` event whenever the state has another version."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        seen = -1
        quiet = 0.0
        try:
            while True:
                if self.platform.version != seen:
                    seen, quiet = self.platform.version, 0.0
                    await response.write(f"event: changed\ndata: {seen}\n\n".encode())
                elif quiet >= 10:
                    quiet = 0.0
                    await response.write(b": still here\n\n")
                await asyncio.sleep(LIVE_SECONDS)
                quiet += LIVE_SECONDS
        except (ConnectionResetError, asyncio.CancelledError):
            return response

    async def account(self, body: dict[str, Any]) -> dict[str, Any]:
        """Add an account, or replace the one of the same channel id."""
        return asdict(self.platform.add_account(account_from(body)))

    async def act(self, body: dict[str, Any]) -> dict[str, Any]:
        """Something a person does on the phone; ``act`` names it."""
        platform = self.platform
        account = platform.accounts[body["account"]]
        act = body["act"]
        if act == "new_person":
            chosen = {key: body[key] for key in ("name", "os", "language") if body.get(key)}
            return {"user_id": platform.add_person(account, Person(**chosen)).user_id}
        person = platform.person(account, body["person"])
        if act == "look":
            return {"loaded": await look(platform, account, person)}
        if act == "tap":
            visit = await tap(platform, account, person, body["action"], body.get("params"))
            return {"visit": asdict(visit) if visit else None}
        emit(platform, account, self._events_of(act, account, person, body))
        return {}

    def _events_of(self, act: str, account: Account, person: Person, body: dict[str, Any]) -> acts.Events:
        match act:
            case "follow":
                return acts.follow(self.platform, account, person)
            case "block":
                return acts.block(self.platform, account, person)
            case "delete":
                return acts.delete_line_account(self.platform, person)
            case "say":
                return acts.say(self.platform, account, person, str(body["text"])) if body.get("text") else []
            case "sticker":
                return acts.send_sticker(self.platform, account, person)
            case "location":
                return acts.send_location(self.platform, account, person)
            case "watch":
                return acts.watch_video(self.platform, account, person, str(body["tracking_id"]))
            case "image":
                data = base64.b64decode(body["data"], validate=True)
                kind = str(body.get("content_type", "image/jpeg"))
                return acts.send_media(self.platform, account, person, data, "image", kind)
        raise ValueError(f"no act {act!r}")

    async def clock(self, body: dict[str, Any]) -> dict[str, Any]:
        """Turn the clock by ``hours`` and ``days``, or to the next event (``next``); ``wait`` for the end."""
        if body.get("next"):
            work = self.virtual_time.turn_to_next()
        else:
            delta = timedelta(hours=float(body.get("hours", 0)), days=float(body.get("days", 0)))
            work = self.virtual_time.turn_by(delta)
        if not self.virtual_time.can_turn:
            work.close()
            raise web.HTTPForbidden(text=json.dumps({"message": "The clock can be turned in a demo only."}))
        task = self.platform.spawn(_quietly(work))
        # Let the turn begin, so that the answer says where it goes.
        await asyncio.sleep(0)
        if body.get("wait"):
            await task
        return self.virtual_time.as_json()

    async def deliver(self, body: dict[str, Any]) -> dict[str, Any]:
        """POST given events to the account's webhook, ``times`` over, ``parallel`` at once, shuffled or not."""
        account = self.platform.accounts[body["account"]]
        events = list(body["events"])
        if body.get("shuffle"):
            random.shuffle(events)
        return {
            "statuses": await self.deliver_many(
                account, events, body.get("parallel", 1), body.get("times", 1)
            )
        }

    async def deliver_many(
        self, account: Account, events: list[dict[str, Any]], parallel: int, times: int
    ) -> list[int]:
        """Deliver the same events ``times`` over, ``parallel`` at once; returns the statuses."""
        gate = asyncio.Semaphore(parallel)

        async def once() -> int:
            async with gate:
                return await deliver(self.platform, account, events)

        return list(await asyncio.gather(*(once() for _ in range(times))))

    async def fault(self, body: dict[str, Any]) -> dict[str, Any]:
        """Script a fault, or with ``clear`` drop all."""
        if body.get("clear"):
            self.platform.faults.clear()
            return {}
        options = body.get("options", {})
        self.platform.faults.add(
            body.get("endpoint", "*"), body["fault"], int(body.get("times", 1)), **options
        )
        return {"faults": list(FAULTS)}

    async def latency(self, body: dict[str, Any]) -> dict[str, Any]:
        """Set the latency of all answers of the API."""
        self.platform.faults.latency_seconds = float(body["milliseconds"]) / 1000
        return {}

    async def id_token(self, body: dict[str, Any]) -> dict[str, Any]:
        """Mint a LINE Login ID token for a person."""
        account = self.platform.accounts[body["account"]]
        person = self.platform.person(account, body["person"])
        return {"id_token": mint(self.platform, person, str(body["client_id"]))}


async def _quietly(work: Awaitable[None]) -> None:
    try:
        await work
    except CannotTurn:
        return  # The page reads the reason from the progress.


def _json_handler(
    work: Callable[[dict[str, Any]], Awaitable[Any]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.json_response({"message": "JSON only"}, status=415)
        try:
            body = await request.json()
            return web.json_response(await work(body))
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
            return web.json_response({"message": f"{type(error).__name__}: {error}"}, status=400)

    return handle
