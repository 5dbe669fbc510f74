"""G10: row writes and bytes on disk of a step that sends everybody the same."""

from __future__ import annotations

from django.db import connection

from linesteps.bench.drive import move_all, send_all
from linesteps.bench.figures import Figure
from linesteps.bench.meter import Meter, size_mb
from linesteps.bench.plan import Plan, stub, tidy
from linesteps.bench.shop import PERSONAL, WALK_1, Shop
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Follower
from linesteps.outbox.models import Dispatch
from linesteps.testing.build import Plain


def measure(plan: Plan) -> list[Figure]:
    """Tables with their indexes, per million."""
    with stub(0) as line:
        shop = Shop(line.url)
        shop.add_followers(plan.people)
        per_million = 1e6 / plan.people
        found = [_size("followers", Follower, per_million)]
        _step(shop, plan.people, WALK_1)
        rows, visits = _step(shop, plan.people, WALK_1)
        found += [
            Figure(name="same message: row writes", value=rows / plan.people, at_most=2.1),
            _size("enrolments, after two steps", Enrolment, per_million),
            Figure(name="per million step rows", value=visits * per_million, unit="MB", at_most=250),
            _size("outbox, same message, two steps", Dispatch, per_million),
        ]
        some = max(100, plan.people // 10)
        shop.clear()
        tidy()
        rows, _visits = _step(shop, some, PERSONAL)
        return [*found, Figure(name="personal push: row writes", value=rows / some, at_most=5.1)]


def _step(shop: Shop, people: int, steps: list[Plain]) -> tuple[int, float]:
    """Row writes of one step for all, and by how many MB the step rows grew."""
    shop.enrol(shop.publish(steps), people)
    before = size_mb(StepVisit._meta.db_table)
    with Meter() as meter:
        move_all()
        send_all()
    if connection.vendor == "postgresql":
        tidy()
    return meter.rows, size_mb(StepVisit._meta.db_table) - before


def _size(name: str, model: type, per_million: float) -> Figure:
    size = size_mb(model._meta.db_table)  # type: ignore[attr-defined]
    return Figure(name=f"{name}, per million", value=size * per_million, unit="MB")
