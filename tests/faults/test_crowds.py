"""Fault matrix, many at once: order, memory, and frozen batches (E-14, L-11)."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linesteps.clock import VirtualClock
from linesteps.emulator import acts
from linesteps.emulator.records import Person
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.failpoints import FailpointReached, arm
from linesteps.followers.models import Follower
from linesteps.outbox.dispatch import dispatch
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.faults.invariants import check_invariants, drain


def crowd(shop: Shop, scenario: Scenario, count: int, spread_seconds: int = 0) -> list[str]:
    """Friends who wait at the scenario's first step and are due about now; returns their user ids."""
    assert shop.virtual is not None and scenario.current_version is not None
    now = shop.virtual.at
    ids = shop.line._do(lambda: [_befriended(shop, number) for number in range(count)])
    followers = Follower.objects.bulk_create(
        Follower(
            account=shop.account, line_user_id=user_id, status=Follower.Status.FRIEND,
            first_followed_at=now, profile_fetched_at=now,
        )
        for user_id in ids
    )  # fmt: skip
    dice = random.Random(1)
    Enrolment.objects.bulk_create(
        Enrolment(
            scenario=scenario, version=scenario.current_version, follower=follower,
            status=Enrolment.Status.WAITING, step_id=scenario.current_version.graph["entry"],
            arrived_at=now, entered_at=now - timedelta(days=1), cause="by_hand",
            due_at=now - timedelta(seconds=dice.uniform(0, spread_seconds)),
        )
        for follower in followers
    )  # fmt: skip
    return ids


def _befriended(shop: Shop, number: int) -> str:
    person = shop.line.platform.add_person(shop.there, Person(name=f"Friend {number}"))
    acts.follow(shop.line.platform, shop.there, person)
    return person.user_id


def resident_mebibytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


@pytest.mark.slow
@pytest.mark.any_database_once
@pytest.mark.fault("E-14")
def test_ten_thousand_who_are_due_at_one_minute_are_moved_in_order_and_memory_stays_flat(
    shop: Shop, virtual: VirtualClock
) -> None:
    scenario = shop.publish(steps=[wait(days=1), send("Now")], triggers=[trigger("by_hand")])
    friends = crowd(shop, scenario, 10_000, spread_seconds=60)
    due = dict(Enrolment.objects.values_list("pk", "due_at"))
    moved: set[int] = set()
    memory = []
    while advance():
        batch = set(Enrolment.objects.exclude(seq=0).values_list("pk", flat=True)) - moved
        waiting = due.keys() - moved - batch
        assert batch and max(due[pk] for pk in batch) <= min((due[pk] for pk in waiting), default=virtual.at)
        moved |= batch
        memory.append(resident_mebibytes())
    assert len(moved) == 10_000
    assert memory[-1] - memory[1] < 40, memory
    while dispatch():
        pass
    drain(shop)
    got = Counter(user_id for one in shop.line.sends for user_id in one.reached)
    assert got == dict.fromkeys(friends, 1)
    assert {one.endpoint for one in shop.line.sends} == {"multicast"} and len(shop.line.sends) == 20


@pytest.mark.fault("L-11")
def test_multicast_to_1203_that_a_crash_cuts_short_reaches_each_once(shop: Shop, settings: Any) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 0
    scenario = shop.publish(steps=[wait(days=1), send("Now")], triggers=[trigger("by_hand")])
    friends = crowd(shop, scenario, 1203)
    # All posted by one batch, or by two: 500 + 500 + 203, or 500 + 500 + 203 as well.
    while advance(limit=2000):
        pass
    frozen = list(Dispatch.objects.order_by("id").values_list("retry_key", "recipients"))
    assert [len(recipients) for _key, recipients in frozen] == [500, 500, 203]
    dispatch(limit=1)
    with arm("outbox.after_send"), pytest.raises(FailpointReached):
        dispatch(limit=1)
    assert len(shop.line.sends) == 2
    drain(shop)
    assert list(Dispatch.objects.order_by("id").values_list("retry_key", "recipients")) == frozen
    assert [one.retry_key for one in shop.line.sends] == [str(key) for key, _recipients in frozen]
    assert Counter(user_id for one in shop.line.sends for user_id in one.reached) == dict.fromkeys(friends, 1)
    check_invariants(shop)
