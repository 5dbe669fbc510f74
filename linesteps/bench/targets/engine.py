"""G1: due followers through a step beside one bare UPDATE of the same rows and one task per follower."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F

from linesteps import bulk, clock
from linesteps.bench import naive
from linesteps.bench.drive import by_two_workers, move_all, through_one_step
from linesteps.bench.figures import Figure
from linesteps.bench.meter import Meter
from linesteps.bench.plan import Plan, median, stub, tidy
from linesteps.bench.shop import WALK_1, WALK_3, Shop
from linesteps.bench.targets.conditions import measure_conditions
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain
from linesteps.tracking.models import TrackedLink

REPEATS = 3


def measure(plan: Plan) -> list[Figure]:
    """Walks 1 and 3, medians of three; then the branch with ten conditions."""
    shop = Shop("http://127.0.0.1:1")
    shop.add_followers(plan.people)
    found = []
    for name, steps in (("walk 1", WALK_1), ("walk 3", WALK_3)):
        found += _walk(plan, shop, name, steps)
    shop.give_points()
    found += measure_conditions(plan, shop)
    return [*found, *_against_one_task_each(plan), _starts(plan, shop)]


def _against_one_task_each(plan: Plan) -> list[Figure]:
    """The same message, end to end, LINE answering at once."""
    with stub(0) as line:
        shop = Shop(line.url)
        shop.add_followers(max(plan.people, plan.naive_people))
        rate, _cpu = naive.followers_a_second(shop, shop.publish(WALK_1), plan.naive_people)
        alone, _cpu = through_one_step(shop, WALK_1, plan.people, line)
        ours = by_two_workers(shop, WALK_1, plan.people, line)
    return [
        Figure(name="yardstick: one django-q2 task each", value=rate, unit="/s"),
        Figure(name="end to end, same message, LINE 0 ms, one worker", value=alone, unit="/s"),
        Figure(name="end to end, same message, LINE 0 ms, two workers", value=ours, unit="/s"),
        # SQLite has one writer: there a second worker is in the way.
        Figure(name="end to end, times one task each", value=max(alone, ours) / rate, unit="×", at_least=100),
    ]


def _starts(plan: Plan, shop: Shop) -> Figure:
    """Followers who enter one by one, as events let them in."""
    scenario = shop.publish(WALK_1)
    people = list(
        Follower.objects.filter(account=shop.account).select_related("account")[: plan.naive_people]
    )
    with Meter() as meter:
        for follower in people:
            enrol(scenario, follower, cause="bench")
    return Figure(name="starts, one by one", value=len(people) / meter.seconds, unit="/s")


def _walk(plan: Plan, shop: Shop, name: str, steps: list[Plain]) -> list[Figure]:
    scenario = shop.publish(steps)
    runs = [_once(plan, shop, scenario) for _ in range(1 if plan.is_quick else REPEATS)]
    rate, own, database, ratio, floor, alone = (median([run[n] for run in runs]) for n in range(6))
    return [
        Figure(name=f"{name}: enrolments", value=rate, unit="/s", at_least=25_000),
        Figure(name=f"{name}: enrolments by CPU", value=1e6 / (own + database), unit="/CPU-s"),
        Figure(name=f"{name}: CPU, application", value=own, unit="µs"),
        Figure(name=f"{name}: CPU, database", value=database, unit="µs"),
        Figure(name=f"{name}: yardstick, one bare UPDATE", value=floor, unit="/s"),
        _of_one_update(name, ratio),
        Figure(name=f"{name}: of writing the same rows and nothing else", value=alone, unit="×"),
    ]


def _of_one_update(name: str, ratio: float) -> Figure:
    # On SQLite, writing the rows of a step and doing nothing else is no quicker than 0.10 to 0.16 × that UPDATE.
    is_possible = connection.vendor == "postgresql"
    return Figure(
        name=f"{name}: of one bare UPDATE",
        value=ratio,
        unit="×",
        at_least=0.15 if is_possible else None,
        note="" if is_possible else "no goal on SQLite: the next line is what can be reached",
    )


def _once(plan: Plan, shop: Shop, scenario: Scenario) -> tuple[float, ...]:
    shop.clear()
    shop.enrol(scenario, plan.people)
    if TrackedLink.objects.filter(scenario=scenario).exists():
        shop.click(scenario, plan.people)
    tidy()
    with Meter() as meter:
        moved = move_all()
    with Meter() as floor:
        Enrolment.objects.filter(status="waiting").update(seq=F("seq") + 1, due_at=clock.now())
    with Meter() as rows:
        _write_rows()
    return (
        moved / meter.seconds,
        meter.own_cpu / moved * 1e6,
        meter.database_cpu / moved * 1e6,
        floor.seconds / meter.seconds,
        plan.people / floor.seconds,
        rows.seconds / meter.seconds,
    )


def _write_rows() -> None:
    """As many positions and visits as the walk wrote, in as large transactions, with values made up beforehand."""
    moment, size = clock.now(), bulk.batch_size(sqlite=500, others=4000)
    runs = list(
        Enrolment.objects.filter(status="waiting").values_list(
            "pk", "follower_id", "scenario_id", "version_id"
        )
    )
    each = StepVisit.objects.count() // max(len(runs), 1)
    for start in range(0, len(runs), size):
        part = runs[start : start + size]
        ids, followers, scenarios, versions = (list(column) for column in zip(*part, strict=True))
        with transaction.atomic():
            for number in range(each):
                visits = {
                    "enrolment_id": ids, "follower_id": followers, "scenario_id": scenarios, "version_id": versions,
                    "seq": 1000 + number, "step_id": "wait", "kind": "wait", "port": "next",
                    "arrived_at": moment, "left_at": moment, "dispatch_id": None,
                }  # fmt: skip
                bulk.insert(StepVisit, visits, len(part), wants_ids=False)
            positions = {
                "status": "waiting", "step_id": "later", "arrived_at": moment, "seq": 1001,
                "due_at": moment + timedelta(days=2), "wakes_on": "",
            }  # fmt: skip
            bulk.update(Enrolment, ids, positions)
