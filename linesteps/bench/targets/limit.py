"""G4: personal pushes at LINE's limit, from one worker and from two that share it."""

from __future__ import annotations

import time

from linesteps.bench.drive import move_all, send_all
from linesteps.bench.figures import Figure
from linesteps.bench.meter import Meter
from linesteps.bench.plan import LATENCY, Plan, Stub, stub, tidy, worker
from linesteps.bench.shop import PERSONAL, Shop
from linesteps.outbox.models import Dispatch

#: Pushes a second that LINE takes from an account.
LIMIT = 2000


def measure(plan: Plan) -> list[Figure]:
    """As many seconds as the plan says, then a few with two workers."""
    with stub(LATENCY) as line:
        shop = Shop(line.url)
        people = 500 if plan.is_quick else int(LIMIT * (plan.seconds + 1))
        shop.add_followers(people)
        scenario = shop.publish(PERSONAL)
        _fill(shop, people, scenario)
        line.reset(LATENCY)
        with Meter() as meter:
            send_all(plan.seconds)
        counts = line.counts()["push"]
        # By the stand-in's clock: starting and ending are no part of holding.
        alone = (counts["calls"] - 1) / (counts["last"] - counts["first"])
        found = [
            Figure(name="one worker: pushes held", value=alone, unit="/s", at_least=LIMIT * 0.95),
            Figure(name="one worker: most in any second", value=counts["most_in_a_second"], at_most=LIMIT),
            Figure(name="one worker: CPU per push", value=meter.cpu / counts["calls"] * 1e6, unit="µs"),
            Figure(name="one worker: cores", value=meter.cpu / meter.seconds, at_most=0.7),
        ]
        return found + _two(plan, shop, line, scenario, people)


def _fill(shop: Shop, people: int, scenario: object) -> None:
    shop.clear()
    shop.enrol(scenario, people)  # type: ignore[arg-type]
    move_all()
    tidy()


def _two(plan: Plan, shop: Shop, line: Stub, scenario: object, people: int) -> list[Figure]:
    seconds = min(plan.seconds, 15)
    _fill(shop, min(people, int(LIMIT * seconds)), scenario)
    line.reset(LATENCY)
    with worker("outbox", seconds + 30):
        end = time.monotonic() + 30
        # The child needs some seconds to start; it takes its share from then on.
        while not Dispatch.objects.exclude(status="new").exists() and time.monotonic() < end:
            time.sleep(0.05)
        send_all(seconds)
        # What the child took last is still on its way.
        while Dispatch.objects.filter(status="sending").exists() and time.monotonic() < end + seconds:
            time.sleep(0.05)
    counts = line.counts()["push"]
    return [Figure(name="two workers: most in any second", value=counts["most_in_a_second"], at_most=LIMIT)]
