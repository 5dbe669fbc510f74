"""The people behind a figure, one row for each person that it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Min, QuerySet, Subquery

from linesteps.stats import measures
from linesteps.stats.scope import Scope

#: Figures whose people can be named, in the order in which they are offered. Not “seen”: of most who
#: saw a message nobody knows it.
MEASURES: dict[str, Callable[[Scope], QuerySet[Any]]] = {
    "here": measures.here,
    "stuck": measures.stuck,
    "passed": measures.passed,
    "left": measures.left,
    "finished": measures.finished,
    "delivered": measures.delivered,
    "clicked": measures.clicked,
    "answered": measures.answered,
    "blocked": measures.blocked,
    "pending": measures.pending,
    "not_sent": measures.not_sent,
}
#: Those of people who stand somewhere or left there; the others are of steps that were left.
OF_RUNS = frozenset({"here", "stuck", "left", "finished"})
_ORDER = {"here": "arrived_at", "stuck": "arrived_at", "left": "-ended_at", "finished": "-ended_at"}


def people_at(scope: Scope, step_id: str, measure: str, *, name: str = "") -> QuerySet[Any]:
    """Enrolments or visits with their followers, as many as the figure says.

    Those who wait longest come first, of what is over the newest.

    Args:
        scope: of one scenario.
        step_id: where.
        measure: a key of ``MEASURES``.
        name: only people whose name holds this.
    """
    rows = measures.once(MEASURES[measure](scope).filter(step_id=step_id))
    if name:
        rows = rows.filter(follower__display_name__icontains=name)
    if measure in {"clicked", "answered"}:
        rows = rows.annotate(tapped_at=Subquery(_first_tap(measure)))
    return rows.order_by(_ORDER.get(measure, "-left_at"), "pk")


def _first_tap(measure: str) -> QuerySet[Any]:
    taps = measures.taps_of_visit()
    taps = taps.filter(link__url="") if measure == "answered" else taps.exclude(link__url="")
    return taps.order_by().values("enrolment_id").annotate(first=Min("at")).values("first")
