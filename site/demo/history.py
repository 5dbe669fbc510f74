"""Living the made-up lives: real webhooks, taps and sends on a frozen clock, through the engine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.test import Client
from django.urls import reverse

from demo.lives import Life
from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.emulator.crawler import IN_APP_USER_AGENTS
from linesteps.emulator.records import Account as AccountAtLine
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Follower
from linesteps.followers.tags import add_tag
from linesteps.running import run_until, settle_now
from linesteps.testing.fake_line import FakeLine

#: How long ago somebody joined who joined “today”.
JUST_NOW = timedelta(minutes=40)
_LINK = re.compile(r"https?://[^\s\"]+?(/line/l/[A-Za-z0-9_-]+/)")


#: When something happens, and what.
Act = tuple[datetime, Callable[[], None]]


@dataclass(frozen=True, kw_only=True)
class ShopAtBothEnds:
    """A shop as the site and as the emulated LINE know it, with the lives of its people."""

    account: Account
    there: AccountAtLine
    names: Sequence[str]
    lives: Sequence[Life]


class History:
    """Plays lives up to the present.

    Args:
        line: the emulated platform; its accounts queue their webhooks.
        virtual: the frozen clock, standing before the first life begins.
        words: ``content()``.
    """

    def __init__(self, line: FakeLine, virtual: clock.VirtualClock, words: dict[str, Any]) -> None:
        self.line = line
        self.virtual = virtual
        self.words = words
        self.client = Client(SERVER_NAME="127.0.0.1")

    def play(self, shops: Sequence[ShopAtBothEnds], until: datetime, others: Sequence[Act] = ()) -> None:
        """Let everybody live, in the order of time, and all messages arrive when they are due.

        Args:
            shops: with their people.
            until: the present.
            others: what the shops themselves did meanwhile.
        """
        acts = [*others, *(act for shop in shops for act in self._acts(shop, until))]
        for at, together in groupby(sorted(acts, key=_time_of), key=_time_of):
            run_until(self.virtual, at)
            for _at, work in together:
                work()
            for shop in shops:
                self._hear(shop)
            settle_now()
        run_until(self.virtual, until)

    def _acts(self, shop: ShopAtBothEnds, until: datetime) -> list[Act]:
        found: list[Act] = []
        for name, life in zip(shop.names, shop.lives, strict=True):
            user_id = self._person(shop, name, life)
            joined = _joined(life, until, shop)
            found += [(at, work) for at, work in self._acts_of(shop, user_id, life, joined) if at <= until]
        return found

    def _acts_of(self, shop: ShopAtBothEnds, user_id: str, life: Life, joined: datetime) -> list[Act]:
        there = shop.there
        acts: list[Act] = [(joined, lambda: self.line.follow(there, user_id))]
        acts += [
            (joined + timedelta(hours=hours), lambda: self._tap(shop, user_id, life)) for hours in life.taps
        ]
        if life.says:
            words = self.words["sayings"][life.says]
            acts.append((joined + timedelta(minutes=4), lambda: self.line.say(there, user_id, words)))
        if life.tags or life.facts:
            acts.append((joined + timedelta(minutes=20), lambda: self._learn(shop, user_id, life)))
        if life.blocks is not None:
            acts.append((joined + timedelta(days=life.blocks), lambda: self.line.block(there, user_id)))
        if life.returns is not None:
            acts.append((joined + timedelta(days=life.returns), lambda: self.line.unblock(there, user_id)))
        return acts

    def _person(self, shop: ShopAtBothEnds, name: str, life: Life) -> str:
        digest = hashlib.sha256(f"{shop.there.channel_id} {name}".encode()).hexdigest()
        return self.line.new_person(shop.there, name=name, os=life.os, user_id=f"U{digest[:32]}")

    def _hear(self, shop: ShopAtBothEnds) -> None:
        """The site gets the webhooks of what just happened, signed, over HTTP's own door."""
        for webhook in self.line.take_webhooks(shop.there):
            path = reverse("linesteps:webhook", args=[shop.account.slug])
            answer = self.client.post(
                path, webhook.body, content_type="application/json", headers=webhook.headers
            )
            if answer.status_code != 200:
                raise RuntimeError(f"The demo's webhook was answered by {answer.status_code}.")

    def _tap(self, shop: ShopAtBothEnds, user_id: str, life: Life) -> None:
        """The newest link on the phone, opened by its in-app browser."""
        received = self.line.messages_of(shop.there, user_id)
        links = [path for one in received for path in _LINK.findall(str(one.message))]
        answer = self.client.get(links[-1], headers={"user-agent": IN_APP_USER_AGENTS[life.os]})
        if answer.status_code != 302:
            raise RuntimeError(f"A link of the demo was answered by {answer.status_code}.")

    def _learn(self, shop: ShopAtBothEnds, user_id: str, life: Life) -> None:
        follower = Follower.objects.get(account=shop.account, line_user_id=user_id)
        for tag, source in life.tags:
            add_tag(follower, self.words["tags"][tag], source)
        for key, value, source in life.facts:
            choices = self.words["attributes"][key].get("choices", {})
            set_attribute(follower, key, choices.get(value, value), source)


def _time_of(act: Act) -> datetime:
    return act[0]


def _joined(life: Life, until: datetime, shop: ShopAtBothEnds) -> datetime:
    if life.days_ago == 0:
        return until - JUST_NOW
    day = until.astimezone(shop.account.zone).date() - timedelta(days=life.days_ago)
    return datetime.combine(day, time.fromisoformat(life.at), tzinfo=shop.account.zone)
