"""Fault matrix, all at once: random lives of a shop, with a crash or a fault at any moment.

``LINESTEPS_SIMULATION_SEED=123`` repeats a run whose output names that seed; a failure also prints the
acts that led to it, shortened to what is needed.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as with_seed
from hypothesis.stateful import run_state_machine_as_test

from linesteps.engine.versions import forget_versions
from linesteps.testing.fake_line import FakeLine
from tests.faults.simulation import Life

#: Where a change is judged, its lives are always the same, as Hypothesis does it; new ones are tried everywhere else.
STEADY = "20261127"


@pytest.fixture(autouse=True)
def emulator(transactional_db: None, settings: object) -> Iterator[None]:
    """One emulator for all lives; leases end at once, as if each crash had been a while ago."""
    settings.LINESTEPS_LEASE_SECONDS = 0  # type: ignore[attr-defined]
    with FakeLine(http_hosts=["testserver"]) as line:
        Life.line = line
        yield
    forget_versions()


def simulate(examples: int, acts: int, *, is_shrunk: bool = True) -> None:
    """Run so many lives of at most so many acts each."""
    chosen = os.environ.get("LINESTEPS_SIMULATION_SEED") or (STEADY if os.environ.get("CI") else "")
    seed = int(chosen) if chosen else random.SystemRandom().getrandbits(32)
    print(f"LINESTEPS_SIMULATION_SEED={seed}")  # noqa: T201 - pytest shows it with a failure
    how = settings(
        max_examples=examples,
        stateful_step_count=acts,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink] if is_shrunk else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(with_seed(seed)(type("SeededLife", (Life,), {})), settings=how)


@pytest.mark.fault("E-03")
@pytest.mark.fault("D-06")
@pytest.mark.slow
def test_no_life_of_a_shop_breaks_a_promise() -> None:
    simulate(examples=12, acts=25)


@pytest.mark.soak
def test_no_life_of_many_breaks_a_promise() -> None:
    simulate(examples=150, acts=60, is_shrunk="LINESTEPS_SIMULATION_SEED" in os.environ)
