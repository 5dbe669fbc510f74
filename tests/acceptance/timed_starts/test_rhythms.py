"""A rhythm starts a scenario: daily, weekly, monthly."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import ScenarioTrigger
from linesteps.testing.build import Plain, send, tagged, wait
from linesteps.testing.shop import Shop
from linesteps.triggers.kind import registry
from tests.acceptance.timed_starts.clocks import STEPS, every, starts_of, until


def test_rhythm_starts_those_whom_the_filter_lets_in(plain_shop: Shop) -> None:
    shop = plain_shop
    shop.publish(steps=STEPS, triggers=[every("month", tagged("points"))])
    friend, other = shop.add_friend(), shop.add_friend("Other")
    add_tag(shop.follower(friend), "points", "hand")
    until(shop, "2027-02-15 00:00")
    assert starts_of(shop, friend) == ["2026-12-01 10:00", "2027-01-01 10:00", "2027-02-01 10:00"]
    assert starts_of(shop, other) == []
    assert not shop.follower(other).activities.filter(kind="not_started").exists()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (every("day"), ["11-23 10:00", "11-24 10:00", "11-25 10:00"]),
        (every("week", weekdays=["1", "4"]), ["11-24 10:00", "11-27 10:00", "12-01 10:00"]),
        (every("month", day=31, at="09:30:00"), ["11-30 09:30", "12-31 09:30", "01-31 09:30"]),
    ],
)
def test_rhythm_keeps_its_days(plain_shop: Shop, start: Plain, expected: list[str]) -> None:
    shop = plain_shop
    shop.publish(steps=STEPS, triggers=[start])
    friend = shop.add_friend()
    for _ in range(3):
        following = ScenarioTrigger.objects.get().next_at
        assert following is not None
        shop.run_until(following)
    assert [text[5:] for text in starts_of(shop, friend)] == expected


def test_who_is_inside_still_is_left_there(plain_shop: Shop) -> None:
    shop = plain_shop
    shop.publish(steps=[send("Started"), wait(hours=36)], triggers=[every("day")])
    friend = shop.add_friend()
    until(shop, "2026-11-27 00:00")
    assert starts_of(shop, friend) == ["2026-11-23 10:00", "2026-11-25 10:00"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_clock_time_stays_when_summer_time_begins_and_ends(zone: str) -> None:
    kind, at = registry.get("recurring"), ZoneInfo(zone)
    found, moment = [], datetime(2027, 1, 1, tzinfo=UTC)
    for _ in range(365):
        following = kind.next_time({"every": "day", "weekdays": [], "day": None, "at": "02:30"}, moment, at)
        assert following is not None and following > moment
        moment = following
        found.append(moment.astimezone(at))
    assert len({one.date() for one in found}) == 365
    # A time that is left out comes an hour later; one that comes twice is meant once.
    assert sorted({f"{one:%H:%M}" for one in found}) == ["02:30", "03:30"]
    assert sum(f"{one:%H:%M}" == "03:30" for one in found) == 1
