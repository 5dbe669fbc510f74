"""A friend's date starts a scenario: birthdays, reservations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from linesteps.engine.start_models import StartCause
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute
from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import tagged
from linesteps.testing.shop import Shop
from tests.acceptance.timed_starts.clocks import STEPS, TOKYO, born, on, starts_of, until


def skip_to(shop: Shop, text: str) -> None:
    """Let time pass without a worker; what is older than a day then is not made up for."""
    assert shop.virtual is not None
    shop.virtual.move_to(datetime.fromisoformat(text).replace(tzinfo=TOKYO))
    shop.settle()


def test_birthday_comes_every_year_also_if_the_scenario_runs_once_only(shop: Shop, day: Attribute) -> None:
    shop.publish(steps=STEPS, triggers=[on("day", days=3)])
    friend, other = born(shop, "1990-11-28"), born(shop, "1990-06-01", "Other")
    until(shop, "2026-11-30 00:00")
    for near, over in (("2027-05-28 12:00", "2027-05-30 00:00"), ("2027-11-24 12:00", "2027-11-28 00:00")):
        skip_to(shop, near)
        until(shop, over)
    assert starts_of(shop, friend) == ["2026-11-25 10:00", "2027-11-25 10:00"]
    assert starts_of(shop, other) == ["2027-05-29 10:00"]
    assert {cause.key for cause in StartCause.objects.all()} == {
        f"{day.pk}:2026-11-28", f"{day.pk}:2027-11-28", f"{day.pk}:2027-06-01"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "days", "expected"),
    [("before", 1, "2026-12-09 18:30"), ("after", 2, "2026-12-12 18:30"), ("before", 0, "2026-12-10 18:30")],
)
def test_reservation_starts_once_some_days_before_or_after(
    shop: Shop, day: Attribute, direction: str, days: int, expected: str
) -> None:
    shop.publish(
        steps=STEPS, triggers=[on("day", every_year=False, direction=direction, days=days, at="18:30:00")]
    )
    friend = born(shop, "2026-12-10")
    skip_to(shop, "2026-12-08 20:00")
    until(shop, "2026-12-14 00:00")
    skip_to(shop, "2027-12-08 20:00")
    until(shop, "2027-12-14 00:00")
    assert starts_of(shop, friend) == [expected]


def test_who_was_born_on_29_february_has_the_28th_in_other_years(shop: Shop, day: Attribute) -> None:
    shop.publish(steps=STEPS, triggers=[on("day")])
    leap, eve = born(shop, "2000-02-29"), born(shop, "2000-02-28", "Eve")
    for year in (2027, 2028):
        skip_to(shop, f"{year}-02-27 12:00")
        until(shop, f"{year}-03-02 00:00")
    assert starts_of(shop, leap) == ["2027-02-28 10:00", "2028-02-29 10:00"]
    assert starts_of(shop, eve) == ["2027-02-28 10:00", "2028-02-28 10:00"]


def test_date_that_is_set_or_changed_too_late_is_not_made_up_for(shop: Shop, day: Attribute) -> None:
    shop.publish(steps=STEPS, triggers=[on("day", every_year=False)])
    until(shop, "2026-11-23 12:00")
    late = born(shop, "2026-11-23")
    changed = born(shop, "2026-11-24", "Changed")
    until(shop, "2026-11-24 12:00")
    # Postponed after its moment: the new date counts, too. The same one once more does not.
    for value in ("2026-11-26", "2026-11-24"):
        set_attribute(shop.follower(changed), "day", value, "hand")
    until(shop, "2026-11-25 12:00")
    set_attribute(shop.follower(changed), "day", "2026-11-26", "hand")
    until(shop, "2026-12-01 00:00")
    assert starts_of(shop, late) == []
    assert starts_of(shop, changed) == ["2026-11-24 10:00"]
    Scenario.objects.update(can_repeat=True)
    set_attribute(shop.follower(changed), "day", "2026-12-02", "hand")
    until(shop, "2026-12-05 00:00")
    assert starts_of(shop, changed)[1:] == ["2026-12-02 10:00"]


def test_date_that_is_changed_in_time_is_forgotten(shop: Shop, day: Attribute) -> None:
    shop.publish(steps=STEPS, triggers=[on("day", every_year=False, days=1)])
    friend = born(shop, "2026-11-30")
    set_attribute(shop.follower(friend), "day", "2026-12-05", "hand")
    until(shop, "2026-12-07 00:00")
    assert starts_of(shop, friend) == ["2026-12-04 10:00"]


def test_friend_who_comes_after_the_moment_starts_next_year(shop: Shop, day: Attribute) -> None:
    shop.publish(steps=STEPS, triggers=[on("day")])
    until(shop, "2026-11-23 11:00")
    friend = born(shop, "1990-11-23")
    until(shop, "2026-11-25 00:00")
    skip_to(shop, "2027-11-22 12:00")
    until(shop, "2027-11-24 00:00")
    assert starts_of(shop, friend) == ["2027-11-23 10:00"]


def test_same_date_starts_once_whatever_is_published_meanwhile(shop: Shop, day: Attribute) -> None:
    scenario: Any = shop.publish(steps=STEPS, triggers=[on("day", days=3)])
    friend = born(shop, "1990-11-28")
    until(shop, "2026-11-26 00:00")
    scenario.refresh_from_db()
    scenario.triggers = [on("day", days=1)]
    shop.publish(scenario)
    until(shop, "2026-12-01 00:00")
    assert starts_of(shop, friend) == ["2026-11-25 10:00"]


def test_filter_chooses_and_the_history_says_who_was_refused(shop: Shop, day: Attribute) -> None:
    who = {"conditions": [tagged("VIP")], "match": "all"}
    shop.publish(steps=STEPS, triggers=[on("day", who=who)])
    vip, other = born(shop, "1990-11-28"), born(shop, "1990-11-28", "Other")
    add_tag(shop.follower(vip), "VIP", "hand")
    until(shop, "2026-12-01 00:00")
    assert (len(starts_of(shop, vip)), len(starts_of(shop, other))) == (1, 0)
    assert shop.follower(other).activities.filter(kind="not_started").count() == 1
