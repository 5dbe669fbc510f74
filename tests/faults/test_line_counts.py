"""Fault matrix, LINE's own counts of steps: names, the hour's calls, and looks that get lost (L-17, L-18)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from linesteps import clock, tick
from linesteps.failpoints import FailpointReached, arm
from linesteps.insight.models import NAMES_PER_MONTH, CountedUnit, name_of
from linesteps.insight.poll import PER_HOUR, poll_insights
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import buttons, send, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop

LINK = buttons("New fish", ("Look", "https://example.com/fish"))
UNIT = "/v2/bot/insight/message/event/aggregation"


def crowd(shop: Shop, count: int) -> list[str]:
    """So many friends at once, and what a step sent them two hours later."""
    friends = [shop.line.add_friend(shop.there, name=f"Friend {number}") for number in range(count)]
    shop.settle()
    shop.pass_time(hours=2)
    return friends


def asked(shop: Shop) -> list[Any]:
    return [request for request in shop.line.requests if request.path == UNIT]


def poll(shop: Shop, **delta: float) -> CountedUnit:
    """Some time later, all that is due is asked for; the newest unit."""
    assert shop.virtual is not None
    shop.virtual.move_by(**delta)
    while poll_insights():
        pass
    return CountedUnit.objects.latest("pk")


@pytest.fixture
def scenario(shop: Shop) -> Scenario:
    return shop.publish(steps=[wait(hours=1), send("Fish", id="first")])


def test_step_is_counted_under_one_name_a_month_by_push_and_multicast(shop: Shop, scenario: Scenario) -> None:
    crowd(shop, 3)
    crowd(shop, 1)
    names = {unit for one in shop.line.sends for unit in one.units}
    assert {one.endpoint for one in shop.line.sends} == {"multicast", "push"}
    assert names == {name_of(scenario.pk, "first", "202611")}
    assert all(re.fullmatch(r"[a-zA-Z0-9_]{1,30}", name) for name in names)
    shop.pass_time(days=20)
    crowd(shop, 1)
    assert shop.line.sends[-1].units == (name_of(scenario.pk, "first", "202612"),)


def test_longest_name_is_as_long_as_line_takes() -> None:
    assert len(name_of(10**10 - 1, "x" * 64, "202611")) <= 30
    assert name_of(1, "a", "202611") != name_of(1, "b", "202611")


def test_answer_within_a_minute_carries_no_name_since_line_takes_none(shop: Shop) -> None:
    shop.publish(steps=[send("Hello")])
    shop.add_friend()
    [reply] = [request for request in shop.line.requests if request.path.endswith("/reply")]
    assert "customAggregationUnits" not in json.loads(reply.body)
    assert reply.status == 200


def test_line_is_asked_the_next_day_and_its_numbers_are_kept(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=1), send(LINK, id="first")])
    friends = crowd(shop, 25)
    for friend in friends[:22]:
        shop.line.look(shop.there, friend)
    for friend in friends[:20]:
        shop.tap_link(friend)
    unit = poll(shop, hours=20)
    assert unit.told_at is None and not asked(shop)
    unit = poll(shop, hours=4)
    assert (unit.saw, unit.tapped, unit.played) == (22, 20, None)
    poll(shop, hours=23)
    assert len(asked(shop)) == 1
    poll(shop, hours=2)
    assert len(asked(shop)) == 2


def test_hidden_number_stays_hidden_and_never_becomes_nought(shop: Shop, scenario: Scenario) -> None:
    for friend in crowd(shop, 19):
        shop.line.look(shop.there, friend)
    unit = poll(shop, days=1)
    assert unit.told_at is not None
    assert (unit.saw, unit.tapped) == (None, None)


def test_line_is_asked_until_its_count_stands_still(shop: Shop, scenario: Scenario) -> None:
    crowd(shop, 1)
    for _day in range(30):
        unit = poll(shop, days=1)
    assert unit.ask_at is None
    assert len(asked(shop)) == 16
    # Sent to again within the month: asked for again.
    CountedUnit.objects.update(month=clock.now().date().replace(day=1))
    crowd(shop, 1)
    assert CountedUnit.objects.latest("pk").ask_at is not None


def test_looks_after_fourteen_days_are_not_counted_by_line(shop: Shop, scenario: Scenario) -> None:
    friends = crowd(shop, 21)
    shop.pass_time(days=14, hours=1)
    for friend in friends:
        shop.line.look(shop.there, friend)
    assert poll(shop, hours=1).saw is None


def test_step_after_the_thousand_names_of_the_month_is_sent_without_one_and_remembered(
    shop: Shop, scenario: Scenario
) -> None:
    today = clock.now().date()
    CountedUnit.objects.bulk_create(
        CountedUnit(
            account=shop.account, scenario=scenario, step_id=f"s{number}", month=today.replace(day=1),
            number=number, first_sent_on=today, last_sent_on=today,
        )
        for number in range(1, NAMES_PER_MONTH + 1)
    )  # fmt: skip
    [friend] = crowd(shop, 1)
    assert shop.texts_to(friend) == ["Fish"]
    assert shop.line.sends[-1].units == ()
    assert Dispatch.objects.latest("pk").unit == ""
    unit = CountedUnit.objects.get(step_id="first")
    assert (unit.number, unit.name, unit.ask_at) == (None, "", None)


def test_emulated_line_drops_the_name_after_the_thousandth_in_silence(shop: Shop, scenario: Scenario) -> None:
    names = shop.line.platform.units[shop.there.channel_id, "202611"]
    names.update(dict.fromkeys(f"other_{number}" for number in range(1000)))
    [friend] = crowd(shop, 1)
    assert shop.texts_to(friend) == ["Fish"]
    assert Dispatch.objects.latest("pk").unit
    assert shop.line.sends[-1].units == ()


@pytest.mark.fault("L-17")
def test_used_up_calls_of_the_hour_wait_for_the_next_one(shop: Shop, scenario: Scenario) -> None:
    crowd(shop, 1)
    shop.line.fail("insight_unit", "429_rate")
    assert poll(shop, days=1).told_at is None
    assert len(asked(shop)) == 1
    # Not at once, nor by the minute.
    assert poll(shop, minutes=30).told_at is None
    assert len(asked(shop)) == 1
    assert poll(shop, minutes=31).told_at is not None
    assert [request.status for request in asked(shop)] == [429, 200]


@pytest.mark.fault("L-17")
def test_sixty_calls_an_hour_are_never_passed_however_many_steps_wait(
    shop: Shop, scenario: Scenario, line: FakeLine
) -> None:
    moment = clock.now()
    CountedUnit.objects.bulk_create(
        CountedUnit(
            account=shop.account, scenario=scenario, step_id=f"s{number}", month=moment.date().replace(day=1),
            number=number, first_sent_on=moment.date(), last_sent_on=moment.date(), ask_at=moment,
        )
        for number in range(1, 131)
    )  # fmt: skip
    counts = []
    for _hour in range(4):
        before = len(asked(shop))
        poll(shop, minutes=20)
        poll(shop, minutes=20)
        poll(shop, minutes=20, seconds=1)
        counts.append(len(asked(shop)) - before)
    assert max(counts) <= PER_HOUR < 60
    assert sum(counts) == 130
    assert CountedUnit.objects.filter(told_at__isnull=True).count() == 0


@pytest.mark.fault("L-18")
@pytest.mark.parametrize("point", ["insight.after_claim", "insight.after_answer"])
def test_look_that_dies_on_its_way_is_done_again(shop: Shop, scenario: Scenario, point: str) -> None:
    crowd(shop, 1)
    with arm(point), pytest.raises(FailpointReached):
        poll(shop, days=1)
    unit = CountedUnit.objects.get()
    assert unit.told_at is None
    assert unit.ask_at == clock.now() + timedelta(hours=1)
    assert poll(shop, hours=1).told_at is not None


@pytest.mark.fault("L-18")
@pytest.mark.parametrize("fault", ["500_before", "drop_before", "401", "200_html", "503"])
def test_line_that_does_not_tell_is_asked_again_and_nothing_known_is_lost(
    shop: Shop, scenario: Scenario, fault: str
) -> None:
    friends = crowd(shop, 21)
    for friend in friends:
        shop.line.look(shop.there, friend)
    assert poll(shop, days=1).saw == 21
    shop.line.fail("insight_unit", fault)
    assert poll(shop, days=1).saw == 21
    assert poll(shop, hours=1).told_at == clock.now()


@pytest.mark.fault("L-18")
def test_ring_that_was_lost_is_rung_by_the_watch(shop: Shop, scenario: Scenario) -> None:
    crowd(shop, 1)
    assert shop.virtual is not None
    assert "poll_insights" not in tick.due_seldom()
    shop.virtual.move_by(days=1)
    assert "poll_insights" in tick.due_seldom()
