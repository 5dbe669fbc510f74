"""G3: growth of the cost, and how long the largest number takes until LINE has accepted the last."""

from __future__ import annotations

import time

from linesteps.bench.drive import move_all, send_all
from linesteps.bench.figures import Figure, not_measured
from linesteps.bench.meter import Meter, peak_memory_mb
from linesteps.bench.plan import LATENCY, Plan, Stub, child, stub, tidy
from linesteps.bench.shop import WALK_1, Shop
from linesteps.scenarios.models import Scenario


def measure(plan: Plan) -> list[Figure]:
    """Ten times as many, twice."""
    found: list[Figure] = []
    costs = []
    with stub(LATENCY) as line:
        shop = Shop(line.url)
        shop.add_followers(plan.sizes[-1])
        scenario = shop.publish(WALK_1)
        for people in plan.sizes:
            shop.clear()
            shop.enrol(scenario, people)
            tidy()
            line.reset(LATENCY)
            with Meter() as engine:
                move_all()
            with Meter() as sending:
                send_all()
            if (accepted := line.accepted()) != people:
                raise RuntimeError(f"{accepted:,} of {people:,} messages were accepted.")
            costs.append(engine.cpu / people * 1e6)
            found += [
                Figure(name=f"{people:,}: CPU per enrolment", value=costs[-1], unit="µs"),
                Figure(name=f"{people:,}: due to accepted", value=engine.seconds + sending.seconds, unit="s"),
                Figure(
                    name=f"{people:,}: recipients while sending", value=people / sending.seconds, unit="/s"
                ),
            ]
        memory = _memory(plan, shop, scenario, line)
    last = found[-2]
    goal = "a million, due to accepted"
    if people == 1_000_000:
        million = Figure(name=goal, value=last.value, unit="s", at_most=60)
    else:
        million = not_measured(goal, f"at {people:,} only; --people 100000 measures it", "s", at_most=60)
    return [
        *found,
        Figure(name="growth, smallest to largest", value=costs[-1] / costs[0], unit="×", at_most=2),
        million,
        Figure(name="recipients while sending", value=found[-1].value, unit="/s", at_least=70_000),
        Figure(name="peak memory of a worker", value=memory, unit="MB", at_most=200),
    ]


def _memory(plan: Plan, shop: Shop, scenario: Scenario, line: Stub) -> float:
    """The most that a worker of its own holds, in MB: this process has made the people, and keeps what that took.

    Raises:
        RuntimeError: it did not send everybody's message within some minutes.
    """
    people = plan.sizes[-1]
    shop.clear()
    shop.enrol(scenario, people)
    tidy()
    line.reset(LATENCY)
    with child("-m", "linesteps.bench.worker", "both", "900") as worker:
        end = time.monotonic() + 600
        while line.accepted() < people:
            if time.monotonic() > end:
                raise RuntimeError("The worker did not send everything.")
            time.sleep(0.5)
        return peak_memory_mb(worker.pid)
