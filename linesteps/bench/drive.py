"""Engine and outbox driven as a worker's tasks drive them: a batch after the other until nothing is due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from linesteps.bench.meter import Meter
from linesteps.bench.plan import Stub, tidy, worker
from linesteps.bench.shop import Shop
from linesteps.engine.two_drains import TwoDrains
from linesteps.line import pace
from linesteps.outbox.dispatch import drain
from linesteps.testing.build import Plain


def move_all() -> int:
    """Move everybody who is due; returns how many moves that were."""
    moved = 0
    with TwoDrains() as drains:
        while count := drains.advance():
            moved += count
    return moved


def send_all(seconds: float = 1800) -> None:
    """Send what the outbox holds, for at most so many seconds."""
    drain(seconds)


@contextmanager
def unthrottled() -> Iterator[None]:
    """This process keeps to no rate of LINE's: what it could send, not what it may."""
    # A turn lasts as long as a process likes: looking for the next of a million a second would be measured.
    with patch.dict(pace.LIMITS, dict.fromkeys(pace.LIMITS, 1000000.0)), patch.object(pace, "SLACK", 3600.0):
        yield


def through_one_step(shop: Shop, steps: list[Plain], people: int, line: Stub) -> tuple[float, float]:
    """Followers a second from due to accepted, and CPU seconds for each, the database's included.

    Args:
        shop: with at least as many followers.
        steps: of a scenario whose first step sends.
        people: how many are due.
        line: where the account sends to.

    Raises:
        RuntimeError: somebody's message was not accepted, so the time would flatter.
    """
    shop.clear()
    shop.enrol(shop.publish(steps), people)
    tidy()
    before = line.accepted()
    with Meter() as meter:
        move_all()
        send_all()
    if (count := line.accepted() - before) != people:
        raise RuntimeError(f"{count:,} of {people:,} messages were accepted.")
    return people / meter.seconds, meter.cpu / people


def by_two_workers(shop: Shop, steps: list[Plain], people: int, line: Stub) -> float:
    """Followers a second from due to accepted with two workers, as many as the yardstick has.

    As a cluster's two workers do: one moves all who are due while the other sends; then both send.

    Args:
        shop: see ``through_one_step``, as all others.

    Raises:
        RuntimeError: not everybody's message was accepted within some minutes.
    """
    shop.clear()
    shop.enrol(shop.publish(steps), people)
    tidy()
    wanted, end = line.accepted() + people, time.monotonic() + 300
    with worker("both", 300), worker("outbox", 300):
        start = time.monotonic()
        while (missing := wanted - line.accepted()) and time.monotonic() < end:
            # Seldom while much is missing: to count is work for the stand-in.
            time.sleep(0.05 if missing > people / 10 else 0.01)
        seconds = time.monotonic() - start
    if missing:
        raise RuntimeError(f"{missing:,} of {people:,} messages were not accepted.")
    return people / seconds
