"""Ending waits early when the awaited thing happens."""

from __future__ import annotations

from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.engine.models import Enrolment


def wake(follower_id: int, activity_kind: str, at: datetime) -> int:
    """Make runs of the follower that wait for this kind of activity due at once; returns how many.

    Every live run is locked before it is looked at: a run that begins to wait at this very moment
    is either seen waiting here, or sees the activity itself.
    """
    runs = Enrolment.objects.filter(
        follower_id=follower_id, status__in=(Enrolment.Status.RUNNING, Enrolment.Status.WAITING)
    ).order_by("id")
    awake = [
        run.pk
        for run in bulk.lock(runs, wait=True)
        if run.status == Enrolment.Status.WAITING and f"|{activity_kind}|" in run.wakes_on
    ]
    if awake:
        Enrolment.objects.filter(pk__in=awake).update(due_at=at)
        doorbell.ring("advance_due")
    return len(awake)
