"""G9: on SQLite, a drain, a sender and a writer at once: nobody hears “database is locked”."""

from __future__ import annotations

import time

from django.db import OperationalError, connection, transaction

from linesteps import clock
from linesteps.bench.figures import Figure
from linesteps.bench.plan import LATENCY, Plan, percentile, stub, worker
from linesteps.bench.shop import PERSONAL, Shop
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity


def measure(plan: Plan) -> list[Figure]:
    """The writer's times while two workers move and send."""
    from linesteps.bench.targets import NotHere

    if connection.vendor != "sqlite":
        raise NotHere("it is about SQLite")
    seconds = min(15.0, plan.seconds)
    with stub(LATENCY) as line:
        shop = Shop(line.url)
        shop.add_followers(plan.people)
        shop.enrol(shop.publish(PERSONAL), plan.people)
        times: list[float] = []
        locked = 0
        with (
            worker("engine", 120),
            worker("outbox", 120),
        ):
            running = Enrolment.objects.filter(status="running")
            give_up = time.monotonic() + 30
            while running.count() == plan.people and time.monotonic() < give_up:
                time.sleep(0.05)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                start = time.perf_counter()
                try:
                    _write(shop.first_follower)
                    times.append((time.perf_counter() - start) * 1e3)
                except OperationalError:
                    locked += 1
                time.sleep(0.005)
        moved = plan.people - running.count()
    return [
        Figure(name="“database is locked”", value=locked, at_most=0),
        Figure(name="a writer, p50", value=percentile(times, 0.5), unit="ms"),
        Figure(name="a writer, p99", value=percentile(times, 0.99), unit="ms", at_most=25),
        Figure(name="moved meanwhile", value=moved, unit="followers"),
    ]


def _write(follower_id: int) -> None:
    with transaction.atomic():
        moment = clock.now()
        Activity.objects.create(follower_id=follower_id, kind="bench", at=moment, handled_at=moment)
