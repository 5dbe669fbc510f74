"""G7: workers are killed at random moments; LINE's stand-in counts what it accepted twice or never."""

from __future__ import annotations

import random
import time
from datetime import datetime

from django.db.models import Max

from linesteps.bench.figures import Figure, not_measured
from linesteps.bench.plan import LATENCY, Plan, stub, worker
from linesteps.bench.shop import PERSONAL, Shop
from linesteps.engine.models import Enrolment
from linesteps.outbox.models import Dispatch


def measure(plan: Plan) -> list[Figure]:
    """Until all is sent, a worker dies every few seconds."""
    people = min(plan.people, 2_000)
    with stub(LATENCY) as line:
        shop = Shop(line.url)
        shop.add_followers(people)
        shop.enrol(shop.publish(PERSONAL), people)
        killed = 0
        end = time.monotonic() + (300 if plan.is_quick else 900)
        while _is_left() and time.monotonic() < end:
            with worker("both", 60, lease=3) as process:
                claimed = _last_claim()
                while _is_left() and time.monotonic() < end:
                    time.sleep(random.uniform(0.1, 0.6))  # noqa: S311
                    if not process.is_alive():
                        break
                    # Killed only once it works, or a slow start would be all that is tested.
                    if killed < plan.kills and _last_claim() != claimed:
                        process.kill()
                        killed += 1
                        break
        if _is_left():
            raise RuntimeError("Not all was sent in time, so nobody can say what is lost.")
        counts = line.counts()
    return [
        Figure(
            name="workers killed", value=killed, note="the target asks for 100; --people 100000 kills as many"
        ),
        Figure(name="lost", value=people - counts["people"], at_most=0),
        Figure(name="accepted twice", value=counts["twice"], at_most=0),
        Figure(name="asked again under the same key", value=counts["repeated"]),
        not_measured(
            "lost when a cluster or database is killed", "by tests of their own: tests/faults", at_most=0
        ),
    ]


def _last_claim() -> datetime | None:
    """Moves on whenever a worker takes sends."""
    found: datetime | None = Dispatch.objects.aggregate(last=Max("claimed_until"))["last"]
    return found


def _is_left() -> bool:
    return (
        Enrolment.objects.filter(status="running").exists()
        or Dispatch.objects.filter(status__in=("new", "sending", "retry")).exists()
    )
