"""Taking many people out of a scenario at once; knows no model of the engine, so that the model can offer it."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, QuerySet, Value, When

from linesteps import clock
from linesteps.engine.told import tell_left
from linesteps.followers.models import Activity
from linesteps.outbox.cancel import cancel_for_runs
from linesteps.scenarios.asked import asked_about, ring_for

#: Runs that are ended by one statement.
_AT_ONCE = 500


def leave_together(live: QuerySet[Any], reason: str) -> int:
    """End many live runs, as ``leave`` does one, and take them off calls that they share; returns how many.

    Call it in a transaction.

    Args:
        live: enrolments; asked again of each part, so that a run that ends meanwhile stays as it is.
        reason: one of ``Enrolment.LeftReason``.
    """
    ids = list(live.order_by("pk").values_list("pk", flat=True))
    return sum(
        _leave_some(live.filter(pk__in=ids[start : start + _AT_ONCE]), reason)
        for start in range(0, len(ids), _AT_ONCE)
    )


def _leave_some(live: QuerySet[Any], reason: str) -> int:
    rows = list(live.select_for_update(of=("self",), no_key=True).order_by("pk"))
    moment = clock.now()
    live.model.objects.filter(pk__in=[row.pk for row in rows]).update(
        # An UPDATE sees the row as it was: ``due_at`` is not empty yet.
        resume_at=Case(When(status="waiting", then=F("due_at")), default=Value(None)),
        status="left",
        left_reason=reason,
        ended_at=moment,
        due_at=None,
    )
    asked = asked_about({row.scenario_id for row in rows})
    Activity.objects.bulk_create(
        Activity(
            follower_id=row.follower_id,
            kind="left",
            at=moment,
            handled_at=None if row.scenario_id in asked else moment,
            data={"scenario": row.scenario_id, "reason": reason},
        )
        for row in rows
    )
    ring_for(asked)
    tell_left([(row.follower_id, row.scenario_id, reason) for row in rows], moment)
    cancel_for_runs([row.pk for row in rows], reason=f"left: {reason}")
    return len(rows)
