"""Taking followers out of a scenario before its end."""

from __future__ import annotations

from django.db.models import Case, F, Value, When

from linesteps import clock
from linesteps.engine.models import MOVING, Enrolment, EnrolmentQuerySet
from linesteps.followers.models import Activity, Follower
from linesteps.outbox.cancel import cancel_for, cancel_for_runs

#: Runs that are ended by one statement.
_AT_ONCE = 500


def leave(enrolment: Enrolment, reason: str) -> None:
    """End one live run; messages of it that were not tried yet are cancelled.

    Args:
        enrolment: a live run. One that is over already stays as it is.
        reason: one of ``Enrolment.LeftReason``.
    """
    moment = clock.now()
    is_waiting = enrolment.status == Enrolment.Status.WAITING
    ended = Enrolment.objects.filter(pk=enrolment.pk, status__in=(*MOVING, Enrolment.Status.STUCK)).update(
        status=Enrolment.Status.LEFT,
        left_reason=reason,
        ended_at=moment,
        resume_at=enrolment.due_at if is_waiting else None,
        # ``wakes_on`` stays: a run that is resumed waits for the same things again.
        due_at=None,
    )
    if not ended:
        return
    Activity(
        follower_id=enrolment.follower_id,
        kind="left",
        at=moment,
        handled_at=moment,
        data={"scenario": enrolment.scenario_id, "reason": reason},
    ).save()
    cancel_for(enrolment.follower_id, scenario_id=enrolment.scenario_id, reason=f"left: {reason}")


def leave_together(runs: EnrolmentQuerySet, reason: str) -> int:
    """End many live runs, as ``leave`` does one; also takes them off calls that they share. Returns how many.

    Args:
        runs: those of them that are over already stay as they are.
        reason: one of ``Enrolment.LeftReason``.
    """
    ids = list(runs.live().order_by("pk").values_list("pk", flat=True))
    ended = 0
    for start in range(0, len(ids), _AT_ONCE):
        chosen = Enrolment.objects.live().filter(pk__in=ids[start : start + _AT_ONCE])
        ended += _leave_some(chosen, reason)
    return ended


def _leave_some(runs: EnrolmentQuerySet, reason: str) -> int:
    rows = list(runs.select_for_update(of=("self",), no_key=True).order_by("pk"))
    moment = clock.now()
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).update(
        # Read before ``due_at`` is emptied: an UPDATE sees the row as it was.
        resume_at=Case(When(status=Enrolment.Status.WAITING, then=F("due_at")), default=Value(None)),
        status=Enrolment.Status.LEFT,
        left_reason=reason,
        ended_at=moment,
        due_at=None,
    )
    Activity.objects.bulk_create(
        Activity(
            follower_id=row.follower_id,
            kind="left",
            at=moment,
            handled_at=moment,
            data={"scenario": row.scenario_id, "reason": reason},
        )
        for row in rows
    )
    cancel_for_runs([row.pk for row in rows], reason=f"left: {reason}")
    return len(rows)


def leave_all(follower: Follower, reason: str) -> None:
    """End every live run of a follower."""
    for enrolment in (
        Enrolment.objects.live().filter(follower=follower).select_for_update(of=("self",), no_key=True)
    ):
        leave(enrolment, reason)
