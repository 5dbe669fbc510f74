"""A round starts everybody once, at the same cost for many as for few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from linesteps import clock
from linesteps.engine.models import Enrolment
from linesteps.engine.rounds import begin_rounds, go_round
from linesteps.engine.start_models import StartCause, StartRound
from linesteps.failpoints import POINTS, FailpointReached, arm
from linesteps.followers.models import Attribute, Follower, FollowerAttribute
from linesteps.running import settle_now
from linesteps.testing.build import tagged
from linesteps.testing.shop import Shop
from linesteps.triggers.date_attribute import dates
from tests.acceptance.timed_starts.clocks import STEPS, TOKYO, every, on
from tests.faults.children import dies_at


def crowd(shop: Shop, count: int, attribute: Attribute | None = None) -> list[Follower]:
    assert shop.virtual is not None
    people = Follower.objects.bulk_create(
        Follower(
            account=shop.account,
            line_user_id=f"U{number}",
            status=Follower.Status.FRIEND,
            profile_fetched_at=shop.virtual.at,
        )
        for number in range(count)
    )
    if attribute is not None:
        FollowerAttribute.objects.bulk_create(
            FollowerAttribute(
                follower=one, attribute=attribute, value="1990-11-23", source="hand", set_at=shop.virtual.at
            )
            for one in people
        )
    return people


@pytest.mark.parametrize("point", [one for one in POINTS if one.startswith("rounds.")])
@pytest.mark.parametrize("how", ["raise", "kill"])
def test_crash_in_a_round_loses_nobody_and_starts_nobody_twice(
    shop: Shop, day: Attribute, point: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linesteps.bulk.batch_size", lambda **_sizes: 3)
    shop.publish(steps=STEPS, triggers=[on("day"), every("day", at="10:00:00")], can_repeat=True)
    people = crowd(shop, 8, day)
    assert shop.virtual is not None
    shop.virtual.move_to(datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO))

    def work() -> None:
        begin_rounds()
        go_round()
        go_round()

    if how == "kill":
        assert dies_at(point, work)
    else:
        with arm(point, "raise"), pytest.raises(FailpointReached):
            work()
    while begin_rounds() + go_round():
        pass
    assert Enrolment.objects.count() == len(people)
    assert StartRound.objects.filter(finished_at__isnull=False).count() == 2
    assert StartCause.objects.count() == len(people)


def test_two_workers_begin_one_round_and_start_everybody_once(shop: Shop, day: Attribute) -> None:
    import threading

    shop.publish(steps=STEPS, triggers=[on("day")])
    people = crowd(shop, 40, day)
    at = datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO)
    assert shop.virtual is not None
    shop.virtual.move_to(at)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with clock.frozen_here(at):
                while begin_rounds() + go_round():
                    pass
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    settle_now()
    assert not failed
    assert StartRound.objects.count() == 1
    assert Enrolment.objects.count() == len(people) == StartCause.objects.count()


def test_round_costs_as_many_statements_for_many_as_for_few(
    shop: Shop, day: Attribute, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    who = {"conditions": [tagged("VIP", is_absent=True)], "match": "all"}
    shop.publish(steps=STEPS, triggers=[on("day", who=who)])
    crowd(shop, 400, day)
    assert shop.virtual is not None
    shop.virtual.move_to(datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO))
    begin_rounds()
    # However many: lock, scenario, people, causes, runs, the condition, refusals, runs, history, ring.
    with django_assert_max_num_queries(24):
        assert go_round() == 400
    assert Enrolment.objects.count() == 400


def test_moment_of_a_birthday_is_found_by_index(shop: Shop, day: Attribute) -> None:
    # With a few rows any index is as good as another.
    people = Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number:032x}") for number in range(2000)
    )
    FollowerAttribute.objects.bulk_create(
        FollowerAttribute(
            follower=one,
            attribute=day,
            value=(date(1960, 1, 1) + timedelta(days=10 * number)).isoformat(),
            source="hand",
            set_at=clock.now(),
        )
        for number, one in enumerate(people)
    )
    _day, values = dates({"days": 0, "every_year": True}, datetime(2026, 11, 23, 1, tzinfo=UTC), TOKYO)
    rows = FollowerAttribute.objects.filter(attribute_id=day.pk, value__in=values)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE linesteps_followerattribute")
            cursor.execute("SET enable_seqscan = off")
        plan = rows.explain()
        if connection.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
    # PostgreSQL may take the attribute's own index, where most rows are of one attribute.
    if connection.vendor == "postgresql":
        assert "Index" in plan and "Seq Scan" not in plan
    else:
        assert "linesteps_followerattr_value" in plan
    assert date(1990, 11, 23).isoformat() in values and len(values) == 151
