"""A shop on the emulated LINE Platform: an account, its people, and a site that hears their webhooks.

The quickest way to test a scenario of one's own::

    with clock.frozen(start) as virtual, FakeLine() as line:
        shop = Shop(line, virtual)
        scenario = shop.publish(steps=[send("Hello")])
        person = shop.add_friend("Hanako")
        shop.pass_time(days=3)
        assert shop.texts_to(person) == ["Hello"]
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from linesteps.accounts.models import Account
from linesteps.clock import VirtualClock
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.running import run_until, settle_now
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain, trigger
from linesteps.testing.fake_line import FakeLine
from linesteps.visits.address import page_token

#: The user agent of LINE's in-app browser on an iPhone (design, platform.md section 5).
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Safari Line/15.12.1"
)


class Shop:
    """One account at both ends: the site's row and the emulator's.

    Args:
        line: a running ``FakeLine``.
        virtual: the clock of ``clock.frozen()``, or ``None`` to stay in real time.
        account: values for the site's ``Account`` row.
    """

    def __init__(self, line: FakeLine, virtual: VirtualClock | None = None, **account: Any) -> None:
        self.line = line
        self.virtual = virtual
        self.there = line.add_account(**{name: account.pop(name) for name in ("quota",) if name in account})
        self.account = Account.objects.create(
            **{
                "name": self.there.name,
                "channel_id": self.there.channel_id,
                "channel_secret": self.there.channel_secret,
                "channel_access_token": self.there.access_token,
                "api_base_url": line.base_url,
                "data_base_url": line.base_url,
                **account,
            }
        )
        self.client = Client()

    # -- drawing

    def draw(
        self, *, steps: Sequence[Plain], triggers: Sequence[Plain] | None = None, **values: Any
    ) -> Scenario:
        """An unpublished scenario; starts on friend-add unless told otherwise."""
        values.setdefault("name", "Scenario")
        scenario = Scenario(account=self.account, live=False, **values)
        drawn: Any = scenario
        drawn.steps = list(steps)
        drawn.triggers = list(triggers if triggers is not None else [trigger()])
        scenario.save()
        return scenario

    def publish(self, scenario: Scenario | None = None, **values: Any) -> Scenario:
        """Publish a drawn scenario, or draw one and publish it."""
        scenario = scenario or self.draw(**values)
        scenario.save_revision().publish()
        scenario.refresh_from_db()
        return scenario

    # -- people

    def add_friend(self, name: str = "花子", **person: Any) -> str:
        """A new person adds the account; returns the LINE user id."""
        user_id = self.line.add_friend(self.there, name=name, **person)
        self.settle()
        return user_id

    def block(self, user_id: str) -> None:
        """The person blocks the account."""
        self.line.block(self.there, user_id)
        self.settle()

    def unblock(self, user_id: str) -> None:
        """The person takes the block back."""
        self.line.unblock(self.there, user_id)
        self.settle()

    def say(self, user_id: str, text: str) -> None:
        """The person writes."""
        self.line.say(self.there, user_id, text)
        self.settle()

    def quote(self, user_id: str, number: int = -1, text: str = "!") -> None:
        """The person answers and quotes a message (the last by default)."""
        found = self.line.messages_of(self.there, user_id)[number]
        self.line.say(self.there, user_id, text, quoted=found.id)
        self.settle()

    def look(self, user_id: str, *, user_agent: str = IPHONE) -> list[int]:
        """The person opens the chat: their phone loads this site's pictures that it does not have yet."""
        statuses = []
        for url in self.line.look(self.there, user_id):
            if "/v/" in url:
                path = re.sub(r"^https?://[^/]+", "", url)
                statuses.append(self.client.get(path, headers={"user-agent": user_agent}).status_code)
        self.settle()
        return statuses

    def tap_link(self, user_id: str, number: int = -1, *, user_agent: str = IPHONE) -> str:
        """The person taps a link of the messages so far (the last by default); returns where it leads."""
        url = self.links_to(user_id)[number]
        self.line.note_tap(self.there, user_id, url)
        answer = self.client.get(re.sub(r"^https?://[^/]+", "", url), headers={"user-agent": user_agent})
        self.settle()
        return str(answer.headers.get("Location", ""))

    def arrive(self, user_id: str, number: int = -1, *, answer: str = "yes") -> bool:
        """The person taps a link to the site's own pages and answers whether visits may be known.

        Does what the script in the page does. Returns whether there was a question.

        Args:
            number: of the link.
            answer: ``yes``, ``no``, or empty for closing the page.
        """
        token = self.tap_link(user_id, number).partition("linesteps=")[2]
        if not token:
            return False
        asked = bool(self.tell("visits/ask/", token=token).json()["asks"])
        if asked and answer:
            self.tell("visits/answer/", token=token, answer=answer)
            self.settle()
        return asked

    def open_page(self, page: Any) -> None:
        """The browser opens one of the site's pages, whose script tells of it."""
        self.tell("visits/page/", page=page_token(page))
        self.settle()

    def tell(self, path: str, **said: str) -> Any:
        """What the script in a page posts."""
        return self.client.post(
            f"/line/{path}",
            json.dumps({"language": "en", **said}),
            content_type="application/json",
            headers={"user-agent": IPHONE, "origin": "http://testserver"},
        )

    def tap_button(self, user_id: str, label: str) -> None:
        """The person taps an answer button."""
        for message in reversed(self.messages_to(user_id)):
            for action in message.get("template", {}).get("actions", []):
                if action["label"] == label:
                    self.line.tap(self.there, user_id, action)
                    self.settle()
                    return
        raise AssertionError(f"No button says {label!r}.")

    # -- time

    def settle(self) -> None:
        """Hear all webhooks and do all that is due now."""
        self.hear()
        settle_now()

    def hear(self) -> list[int]:
        """Post the waiting webhooks to the site; returns the answers' status codes."""
        codes = []
        for webhook in self.line.take_webhooks(self.there):
            codes.append(self.post(webhook.body, webhook.headers))
        return codes

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Post one body to the account's webhook."""
        path = f"/line/webhook/{self.account.slug}/"
        answer = self.client.post(path, body, content_type="application/json", headers=headers)
        return int(answer.status_code)

    def run_until(self, at: datetime) -> None:
        """Let virtual time pass up to ``at``."""
        assert self.virtual is not None  # noqa: S101
        self.hear()
        run_until(self.virtual, at)

    def pass_time(self, **delta: float) -> None:
        """Let virtual time pass, by the keywords of ``timedelta``."""
        assert self.virtual is not None  # noqa: S101
        self.run_until(self.virtual.at + timedelta(**delta))

    # -- looking

    def follower(self, user_id: str) -> Follower:
        """The site's row of a person."""
        return Follower.objects.get(account=self.account, line_user_id=user_id)

    def run_of(self, user_id: str, scenario: Scenario | None = None) -> Enrolment:
        """The person's latest run."""
        runs = Enrolment.objects.filter(follower__account=self.account, follower__line_user_id=user_id)
        if scenario is not None:
            runs = runs.filter(scenario=scenario)
        return runs.latest("id")

    def messages_to(self, user_id: str) -> list[dict[str, Any]]:
        """Message objects on the person's phone, in order."""
        return [received.message for received in self.line.messages_of(self.there, user_id)]

    def texts_to(self, user_id: str) -> list[str]:
        """Their texts."""
        return [text_of(message) for message in self.messages_to(user_id)]

    def arrivals(self, user_id: str) -> list[tuple[datetime, str]]:
        """When each arrived (in the account's time zone), and its text."""
        received = self.line.messages_of(self.there, user_id)
        return [(one.at.astimezone(self.account.zone), text_of(one.message)) for one in received]

    def links_to(self, user_id: str) -> list[str]:
        """The addresses of this site in the person's messages."""
        found: list[str] = []
        for message in self.messages_to(user_id):
            found += re.findall(r"https?://[^\s\"]+/l/[A-Za-z0-9_-]+/", str(message))
        return found


def text_of(message: dict[str, Any]) -> str:
    """The words of a message object: its text, its alternative text, or its kind."""
    return str(message.get("text") or message.get("altText") or message["type"])
