"""The emulator's phone with a friend to whom messages came; what it asks of the emulator is only written down."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, Route

from linesteps.emulator import phone as page_of_phone
from tests.browser.drawn_chat import STATIC

HOST = "http://phone.test"
NOW = "2026-11-26T03:00:00+00:00"


class TappedPhone:
    """A phone on which things are tapped.

    ``acts`` are the bodies that the page sent, in order, but for the look at what came.
    """

    def __init__(self, page: Page, *messages: dict[str, Any], width: int = 1440) -> None:
        self.page = page
        self.acts: list[dict[str, Any]] = []
        self.messages = list(messages)
        page.route("**/*", self._answer)
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto(HOST + "/")
        page.locator("[data-testid=message]").nth(len(messages) - 1).wait_for()

    def taps(self, count: int) -> list[dict[str, Any]]:
        """What was tapped, once it was so often, and once more could have come."""
        for _try in range(200):
            self.page.wait_for_timeout(20)
            if len(self.acts) >= count:
                break
        self.page.wait_for_timeout(100)
        return [body["action"] for body in self.acts if body["act"] == "tap"]

    @property
    def lines(self) -> Locator:
        """The chat."""
        return self.page.locator(".lines")

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST).split("?")[0]
        if not route.request.url.startswith(HOST):
            route.abort()
        elif path == "/":
            policy = {"Content-Security-Policy": page_of_phone._POLICY}
            route.fulfill(content_type="text/html", body=page_of_phone._PAGE, headers=policy)
        elif path in {"/emulator/phone.js", "/emulator/phone.css"}:
            route.fulfill(path=STATIC / path.rsplit("/", 1)[1])
        elif path == "/emulator/state":
            route.fulfill(json=self._state())
        elif path == "/emulator/act":
            body = json.loads(route.request.post_data or "{}")
            # That the open chat is looked at is no tap.
            if body["act"] != "look":
                self.acts.append(body)
            route.fulfill(json={"visit": None})
        elif path == "/emulator/live":
            route.fulfill(content_type="text/event-stream", body="retry: 600000\n\n")
        else:
            route.abort()

    def _state(self) -> dict[str, Any]:
        progress = {"running": False, "target": None, "stops": 0, "waiting": False, "problem": ""}
        clock = {"now": NOW, "can_turn": False, "has_next": False, "progress": progress}
        account = {"channel_id": "1", "name": "Shop", "basic_id": "@shop", "webhook_url": None, "queued": 0,
                   "quota": None, "used": 0}  # fmt: skip
        person = {"user_id": "U1", "name": "Mika", "os": "ios", "language": "en", "status": "friend",
                  "picture_url": None, "received": 1, "last": ""}  # fmt: skip
        lines = [
            {
                "id": str(number),
                "at": NOW,
                "sender": "account",
                "message": message,
                "via": "push",
                "request_id": "",
            }
            for number, message in enumerate(self.messages)
        ]
        return {"version": 1, "clock": clock, "accounts": [account], "account": "1", "people": [person],
                "people_total": 1, "person": "U1", "lines": lines, "coupons": {}, "log": []}  # fmt: skip
