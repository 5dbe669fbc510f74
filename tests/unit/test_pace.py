"""LINE's rate limits hold in every window of a second, whatever happens to the workers."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesteps.bench.stub import most_in_a_second
from linesteps.line.pace import AHEAD, LIMITS, SLACK, Turns, grant, rate_of


@dataclass
class World:
    """Time that passes, one shared row, and workers on machines whose own clocks differ."""

    rate: float
    now: float = 1000.0
    free_at: float = 0.0
    sent: list[float] = field(default_factory=list)

    def lease(self, turns: Turns, wanted: int, shift: float = 0.0) -> None:
        found = grant(free_at=self.free_at, now=self.now, wanted=wanted, rate=self.rate)
        self.free_at = found.free_at
        turns.feed(found, offset=shift)

    def send(self, turns: Turns, shift: float, late: float) -> None:
        """Use the next turn: sleep until it, wake up ``late``, and call only if the turn is not lost."""
        at = turns.take(self.now + shift)
        if at is not None:
            moment = max(at - shift, self.now) + late
            if moment + shift - at <= SLACK:
                self.sent.append(moment)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["lease", "send", "send", "send", "crash"]),
        st.integers(1, 300),
        # From one moment to the next, or a machine that was asleep.
        st.sampled_from([0.0, 0.001, 0.01, 0.05, 0.3, 1.5]),
        st.floats(0, 0.05),
    ),
    max_size=120,
)


@pytest.mark.parametrize("endpoint", ["multicast", "push"])
@given(steps=STEPS)
@settings(max_examples=300, deadline=None)
def test_never_more_than_lines_limit_in_any_second(
    endpoint: str, steps: list[tuple[int, str, int, float, float]]
) -> None:
    world = World(rate=rate_of(endpoint))
    shifts = [0.0, -500.0, 7.25]

    def worker(shift: float) -> Turns:
        return Turns(world.rate, lambda: world.now + shift)

    workers = [worker(shift) for shift in shifts]
    for number, what, count, passes, late in steps:
        world.now += passes
        if what == "lease":
            world.lease(workers[number], count, shifts[number])
        elif what == "crash":
            # Its turns are lost; the worker that takes its place has to lease others.
            workers[number] = worker(shifts[number])
        else:
            for _ in range(count):
                world.send(workers[number], shifts[number], late)
    assert most_in_a_second(world.sent) <= LIMITS[endpoint]


@pytest.mark.parametrize("endpoint", ["push", "multicast"])
def test_one_worker_holds_more_than_95_percent(endpoint: str) -> None:
    world = World(rate=rate_of(endpoint))
    turns = Turns(world.rate, lambda: world.now)
    start = world.now
    while world.now < start + 10:
        world.lease(turns, int(world.rate * 0.6) - turns.ahead())
        for _ in range(int(world.rate * 0.3)):
            world.send(turns, 0.0, 0.001)
        world.now += 0.3
    held = len(world.sent) / 10
    assert LIMITS[endpoint] * 0.95 <= held <= LIMITS[endpoint]


def test_pause_gives_no_right_to_catch_up() -> None:
    world = World(rate=100)
    turns = Turns(world.rate, lambda: world.now)
    world.lease(turns, 50)
    world.now += 0.4
    assert turns.ahead() <= 11
    times = [turns.take(world.now) for _ in range(50)]
    usable = [at for at in times if at is not None]
    assert min(usable) >= world.now - SLACK and len(usable) <= 13


def test_clock_that_was_set_back_stops_nobody_for_long() -> None:
    found = grant(free_at=10_000.0, now=1000.0, wanted=5, rate=100)
    assert (found.count, found.free_at) == (0, 1000.0 + AHEAD)


def test_nothing_is_given_out_far_ahead() -> None:
    found = grant(free_at=1000.0 + AHEAD, now=1000.0, wanted=500, rate=100)
    assert found.count == 0
