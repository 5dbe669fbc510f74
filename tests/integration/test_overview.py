"""The figures of scenarios in lists agree with what happened."""

from __future__ import annotations

from datetime import timedelta

from linesteps import clock
from linesteps.stats.overview import Overview, overview
from linesteps.testing.build import buttons, send, trigger, wait
from linesteps.testing.shop import Shop

LOOK = buttons("Look", ("Here", "https://example.com/"))


def test_overview_counts_each_scenario_by_itself(shop: Shop) -> None:
    busy = shop.publish(steps=[send(LOOK, id="first"), wait(days=1), send("More", id="more")])
    idle = shop.publish(steps=[send("Never")], triggers=[trigger("by_hand")])
    people = [shop.add_friend(f"Friend {number}") for number in range(4)]
    shop.tap_link(people[0])
    shop.block(people[3])
    shop.pass_time(days=2)
    shop.add_friend("Late")
    since = clock.now() - timedelta(days=3)
    found = overview([busy.pk, idle.pk], since=since)
    assert found[busy.pk] == Overview(
        entered=5, inside=1, sent=8, delivered=8, clicked=1, blocked=1, starts_by_day=(0, 4, 0, 1)
    )
    assert found[busy.pk].click_rate == 1 / 8
    assert found[busy.pk].block_rate == 1 / 8
    assert found[idle.pk] == Overview(starts_by_day=(0, 0, 0, 0))
    assert found[idle.pk].click_rate is None
    assert overview([busy.pk, idle.pk], since=since) == found


def test_overview_takes_the_same_queries_for_one_scenario_and_for_many(
    shop: Shop, django_assert_num_queries: object
) -> None:
    scenarios = [shop.publish(steps=[send(LOOK)]).pk for _ in range(4)]
    shop.add_friend()
    for some in (scenarios[:1], scenarios):
        with django_assert_num_queries(7):  # type: ignore[operator]
            overview(some, since=clock.now() - timedelta(days=30))
