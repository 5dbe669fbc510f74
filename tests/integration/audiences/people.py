"""People of every sort, for asking conditions about."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.coupons.models import CouponTicket, OwnCoupon
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.versions import ScenarioVersion
from linesteps.testing.build import Plain

TAGS = ("VIP", "staff", "東京")
GENDERS = ("female", "male", "その他")
LANGUAGES = ("", "ja", "JA-jp", "zh-Hant", "zh_TW", "en", "e", "jav")


def make_account(name: str = "Shop") -> Account:
    """An account that never speaks to LINE."""
    return Account.objects.create(
        name=name,
        channel_id=name,
        channel_secret="s",
        channel_access_token="t",
        api_base_url="http://127.0.0.1:1",
    )


def make_friends(account: Account, number: int, **values: Any) -> list[Follower]:
    """Friends of whom nothing is known."""
    before = Follower.objects.count()
    return Follower.objects.bulk_create(
        Follower(
            account=account, line_user_id=f"U{before + one:032d}", status=Follower.Status.FRIEND, **values
        )
        for one in range(number)
    )


def tag_some(account: Account, name: str, friends: list[Follower]) -> Tag:
    """Put a tag on friends, and tell nobody."""
    tag, _is_new = Tag.objects.get_or_create(account=account, name=name)
    FollowerTag.objects.bulk_create(
        FollowerTag(follower=one, tag=tag, source="hand", added_at=clock.now()) for one in friends
    )
    return tag


def make_segment(
    account: Account, *conditions: Plain, name: str = "Segment", match: str = "all", **values: Any
) -> Segment:
    """A saved segment."""
    segment = Segment(account=account, name=name, conditions=list(conditions), match=match, **values)
    save_segment(segment)
    return segment


class Crowd:
    """Friends of whom this and that is known, by a seed; with an attribute, a coupon and a scenario."""

    def __init__(self, seed: int, number: int = 60) -> None:
        self.chance = random.Random(seed)
        self.account = make_account()
        self.now = clock.now()
        self.friends = make_friends(self.account, number)
        self.gender = Attribute.objects.create(
            account=self.account, key="gender", name="Gender", type="choice", choices=list(GENDERS)
        )
        self.points = Attribute.objects.create(
            account=self.account, key="points", name="Points", type="number"
        )
        self.coupon = OwnCoupon.objects.create(
            account=self.account, title="Autumn", benefit="x", valid_days=3
        )
        self.scenario = Scenario.objects.create(account=self.account, name="Other", live=True)
        version = ScenarioVersion.objects.create(
            scenario=self.scenario,
            number=1,
            graph={"entry": None, "nodes": {}},
            steps=[],
            content_hash="x",
            published_at=self.now,
        )
        for friend in self.friends:
            self._fill(friend, version)

    def _some(self, share: float = 0.5) -> bool:
        return self.chance.random() < share

    def _before(self) -> datetime:
        return self.now - timedelta(hours=self.chance.choice([0, 1, 24, 47, 48, 72, 24 * 30]))

    def _fill(self, friend: Follower, version: ScenarioVersion) -> None:
        friend.language = self.chance.choice(LANGUAGES)
        friend.os = self.chance.choice(["", "ios", "android"])
        friend.os_version = self.chance.choice(["", "17", "17.4", "9.1"])
        friend.last_followed_at = self._before() if self._some(0.8) else None
        friend.save()
        for name in TAGS:
            if self._some():
                tag_some(self.account, name, [friend])
        for attribute, values in ((self.gender, GENDERS), (self.points, ("1", "10", "9.50"))):
            if self._some(0.7):
                value = self.chance.choice(values)
                FollowerAttribute.objects.create(
                    follower=friend, attribute=attribute, value=value, source="hand", set_at=self.now
                )
        for kind in ("message_received", "postback_received", "link_clicked", "followed"):
            if self._some(0.3):
                data = (
                    {"url": self.chance.choice(["", "https://x.example"])} if kind == "link_clicked" else {}
                )
                Activity(follower=friend, kind=kind, at=self._before(), handled_at=self.now, data=data).save()
        for number in range(self.chance.choice([0, 0, 1, 2])):
            CouponTicket.objects.create(
                coupon=self.coupon,
                follower=friend,
                code_text=f"{friend.pk}-{number}",
                receipt=str(number),
                received_at=self._before(),
                used_at=self._before() if self._some() else None,
                expires_at=self.now + timedelta(days=self.chance.choice([-1, 1, 5, 30])),
            )
        if self._some():
            status = self.chance.choice(["waiting", "completed", "left", "stuck"])
            Enrolment.objects.create(
                scenario=self.scenario,
                version=version,
                follower=friend,
                status=status,
                entered_at=self.now,
                arrived_at=self.now,
                due_at=self.now if status == "waiting" else None,
                cause="by_hand",
            )
