"""Start conditions by the clock, and the way through time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from linesteps.engine.models import Enrolment
from linesteps.followers.attributes import set_attribute
from linesteps.testing.build import Plain, send, trigger
from linesteps.testing.shop import Shop

TOKYO = ZoneInfo("Asia/Tokyo")
#: The acceptance tests begin on Sunday, 22 November 2026, 10:00 in Tokyo.
STEPS = [send("Started")]


def on(attribute: str, **value: Any) -> Plain:
    given = {"every_year": True, "days": 0, "direction": "before", "at": "10:00:00"}
    return trigger("date_attribute", attribute=attribute, **{**given, **value})


def every(rhythm: str, *conditions: Plain, at: str = "10:00:00", **value: Any) -> Plain:
    given = {"weekdays": [], "day": 1, "who": {"conditions": list(conditions), "match": "all"}}
    return trigger("recurring", every=rhythm, at=at, **{**given, **value})


def born(shop: Shop, value: str, name: str = "花子") -> str:
    friend = shop.add_friend(name)
    set_attribute(shop.follower(friend), "day", value, "hand")
    shop.settle()
    return friend


def until(shop: Shop, text: str) -> None:
    shop.run_until(datetime.fromisoformat(text).replace(tzinfo=TOKYO))


def starts_of(shop: Shop, friend: str) -> list[str]:
    """When the friend started, in the account's time."""
    runs = Enrolment.objects.filter(follower=shop.follower(friend)).order_by("entered_at")
    return [f"{run.entered_at.astimezone(TOKYO):%Y-%m-%d %H:%M}" for run in runs]
