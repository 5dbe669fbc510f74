"""Fault matrix, queue: two real clusters whose processes are killed at random, compared with LINE's ledger."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import connection

from linesteps.engine.models import Enrolment, StepVisit
from linesteps.outbox.models import Dispatch
from linesteps.testing.build import send
from linesteps.testing.shop import Shop
from tests.faults.clusters import cluster, wait_for
from tests.faults.invariants import check_invariants
from tests.faults.test_clusters import Environment, add_friends, is_over, shop

__all__ = ["shop"]
pytestmark = [pytest.mark.cluster]


def members_of(group: int) -> Iterator[int]:
    """The living processes of a process group."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError), open(f"/proc/{name}/stat") as text:
                rest = text.read().rpartition(")")[2].split()
                if int(rest[2]) == group and rest[0] != "Z":
                    yield int(name)


def kill_loop(shop: Shop, environment: Environment, *, rounds: int, seconds: float) -> None:
    """Kill and start again for so long, with work coming in; then let one pair of clusters finish."""
    shop.publish(steps=[send("One"), send("Hello {{ display_name }}"), send("Three")])
    shop.line.latency_seconds = 0.02
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it with a failure
    dice = random.Random(seed)
    friends: list[str] = []
    kills = 0
    for _ in range(rounds):
        with cluster(environment, lease=2) as one, cluster(environment, lease=2) as other:
            end = time.monotonic() + seconds / rounds
            while time.monotonic() < end:
                friends += add_friends(shop, 2, with_reply=dice.random() < 0.3)
                time.sleep(dice.uniform(0.05, 0.4))
                living = [pid for process in (one, other) for pid in members_of(process.pid)]
                if living:
                    with suppress(ProcessLookupError):
                        os.kill(dice.choice(living), signal.SIGKILL)
                        kills += 1
            # What is left of the groups ends as the documented service ends it.
            for process in (one, other):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
    shop.line.latency_seconds = 0.0
    with cluster(environment, lease=2), cluster(environment, lease=2):
        wait_for(lambda: Enrolment.objects.count() == len(friends) and is_over(), 120)
    assert kills >= rounds
    compare(shop, friends)


def compare(shop: Shop, friends: list[str]) -> None:
    """Pushes exactly once, replies at most once; each friend has all three visits."""
    check_invariants(shop)
    asked = Counter(user_id for one in shop.line.sends for user_id in one.asked)
    unclear = Counter[str]()
    for row in Dispatch.objects.exclude(status=Dispatch.Status.ACCEPTED):
        assert (row.endpoint, row.status) == ("reply", "unclear"), row
        unclear.update(line_id for _pk, line_id in row.recipients)
    for friend in friends:
        assert 3 - unclear[friend] <= asked[friend] <= 3, f"{friend} got {asked[friend]} of 3"
    assert StepVisit.objects.count() == 3 * len(friends)


@pytest.mark.slow
@pytest.mark.fault("Q-02")
@pytest.mark.fault("Q-03")
def test_random_kills_for_some_seconds_double_and_lose_nothing(
    shop: Shop, child_environment: Environment
) -> None:
    kill_loop(shop, child_environment, rounds=2, seconds=8)


@pytest.mark.soak
@pytest.mark.fault("Q-02")
def test_thirty_rounds_of_random_kills_double_and_lose_nothing(
    shop: Shop, child_environment: Environment
) -> None:
    assert connection.vendor == "postgresql", "make soak runs on PostgreSQL"
    kill_loop(shop, child_environment, rounds=30, seconds=90)
