"""G5: what waits costs nothing; a claim costs what it claims."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from linesteps import tick
from linesteps.bench.figures import Figure
from linesteps.bench.plan import Plan, median, tidy
from linesteps.bench.shop import WALK_1, Shop
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.scenarios.models import Scenario


def measure(plan: Plan) -> list[Figure]:
    """A claim of 1,000 beside few and beside many who wait, and with a long transaction elsewhere."""
    shop = Shop("http://127.0.0.1:1")
    few, _ordinary, many = plan.sizes
    shop.add_followers(many + 1)
    scenario, waiting = shop.publish(WALK_1), shop.publish(WALK_1)
    beside_few = _claim(shop, scenario, waiting, few, plan)
    idle, beside_many = float("nan"), _claim(shop, scenario, waiting, many, plan)
    idle = median([_seconds(tick.due) for _ in range(20)]) * 1e3
    found = [
        Figure(name=f"claim of 1,000 beside {few:,}", value=beside_few, unit="ms"),
        Figure(name=f"claim of 1,000 beside {many:,}", value=beside_many, unit="ms"),
        Figure(name="growth of a claim", value=beside_many / beside_few, unit="×", at_most=2),
        Figure(name=f"idle tick beside {many:,}", value=idle, unit="ms", at_most=2),
    ]
    if connection.vendor == "postgresql":
        found.append(_with_long_transaction(shop, scenario, plan))
    return found


def _claim(shop: Shop, scenario: Scenario, waiting: Scenario, beside: int, plan: Plan) -> float:
    shop.clear()
    size = min(1000, plan.people)
    shop.enrol(waiting, beside, due_in=timedelta(days=1))
    times = []
    for _ in range(3 if plan.is_quick else 9):
        StepVisit.objects.filter(scenario=scenario).delete()
        Enrolment.objects.filter(scenario=scenario).delete()
        shop.enrol(scenario, size)
        tidy()
        times.append(_seconds(lambda: advance(limit=size)) * 1e3)
    return median(times)


def _with_long_transaction(shop: Shop, scenario: Scenario, plan: Plan) -> Figure:
    """The last tenth of a drain against the first, while a report keeps dead rows from being cleaned up."""
    shop.clear()
    shop.enrol(scenario, plan.people)
    tidy()
    done = threading.Event()
    begun = threading.Event()

    def report() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM linesteps_enrolment")
            begun.set()
            done.wait(600)
            cursor.execute("ROLLBACK")
        connection.close()

    thread = threading.Thread(target=report)
    thread.start()
    begun.wait(60)
    times = []
    while (seconds := _timed(advance)) is not None:
        times.append(seconds)
    done.set()
    thread.join()
    part = max(1, len(times) // 10)
    growth = median(times[-part - 1 :]) / median(times[: part + 1])
    return Figure(name="last claims with a long transaction open", value=growth, unit="×", at_most=2)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _timed(work: Callable[[], object]) -> float | None:
    start = time.perf_counter()
    return time.perf_counter() - start if work() else None
