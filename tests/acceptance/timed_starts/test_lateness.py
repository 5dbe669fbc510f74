"""Moments that nobody worked at, clocks that jump, and scenarios out of operation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from linesteps.engine import rounds
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Attribute
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import tagged
from linesteps.testing.shop import Shop
from linesteps.tick import due_seldom
from tests.acceptance.timed_starts.clocks import STEPS, TOKYO, born, every, on, starts_of, until


def test_no_worker_for_days_leaves_only_the_last_moment_and_says_so(plain_shop: Shop) -> None:
    shop = plain_shop
    assert shop.virtual is not None
    scenario = shop.publish(steps=STEPS, triggers=[every("day")])
    friend = shop.add_friend()
    shop.virtual.move_to(datetime(2026, 11, 27, 15, 0, tzinfo=TOKYO))
    assert "start_on_time" in due_seldom()
    shop.settle()
    assert starts_of(shop, friend) == ["2026-11-27 15:00"]
    [entry] = ModelLogEntry.objects.filter(action="linesteps.starts_skipped", object_id=str(scenario.pk))
    assert entry.data["count"] == 4
    assert "start_on_time" not in due_seldom()


def test_birthday_that_no_worker_saw_is_made_up_for_within_a_day(shop: Shop, day: Attribute) -> None:
    assert shop.virtual is not None
    shop.publish(steps=STEPS, triggers=[on("day")])
    old, yesterday, today = (born(shop, f"1990-11-{number}", str(number)) for number in (24, 26, 27))
    shop.virtual.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=TOKYO))
    shop.settle()
    assert [len(starts_of(shop, one)) for one in (old, yesterday, today)] == [0, 1, 0]
    until(shop, "2026-11-27 12:00")
    assert [len(starts_of(shop, one)) for one in (old, yesterday, today)] == [0, 1, 1]


def test_clock_that_jumps_doubles_nothing_and_stops_nothing(shop: Shop, day: Attribute) -> None:
    assert shop.virtual is not None
    shop.publish(steps=STEPS, triggers=[on("day"), every("day", at="20:00:00")], can_repeat=True)
    friend = born(shop, "1990-11-23")
    right = datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO)
    until(shop, "2026-11-22 21:00")
    assert len(starts_of(shop, friend)) == 1
    for minutes in (0, -30, 5, -60, 0):
        shop.virtual.move_to(right + timedelta(minutes=minutes))
        shop.settle()
        assert len(starts_of(shop, friend)) == 2
    shop.virtual.move_to(right + timedelta(days=400))
    shop.settle()
    before = Enrolment.objects.count()
    # Put right again: the rhythm goes on, and what was done is not done again.
    shop.virtual.move_to(right + timedelta(hours=1))
    shop.settle()
    assert Enrolment.objects.count() == before
    until(shop, "2026-11-23 21:00")
    assert Enrolment.objects.count() == before + 1


@pytest.mark.parametrize("state", [Scenario.State.PAUSED, Scenario.State.CLOSING, Scenario.State.ENDED])
def test_scenario_out_of_operation_makes_up_for_nothing(plain_shop: Shop, state: str) -> None:
    shop = plain_shop
    shop.publish(steps=STEPS, triggers=[every("day")])
    friend = shop.add_friend()
    Scenario.objects.update(state=state)
    until(shop, "2026-11-25 12:00")
    Scenario.objects.update(state=Scenario.State.ACTIVE)
    shop.settle()
    assert starts_of(shop, friend) == []
    until(shop, "2026-11-26 12:00")
    assert starts_of(shop, friend) == ["2026-11-26 10:00"]


def test_publishing_right_at_the_moment_does_not_lose_it(plain_shop: Shop) -> None:
    shop = plain_shop
    assert shop.virtual is not None
    scenario: Any = shop.publish(steps=STEPS, triggers=[every("day")])
    friend = shop.add_friend()
    shop.virtual.move_to(datetime(2026, 11, 23, 10, 0, 30, tzinfo=TOKYO))
    scenario.refresh_from_db()
    scenario.triggers = [every("day", tagged("none", is_absent=True))]
    shop.publish(scenario)
    shop.settle()
    assert starts_of(shop, friend) == ["2026-11-23 10:00"]
    assert timedelta(hours=24) == rounds.LATE
