"""Ending waits early when the awaited thing happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.engine.models import Enrolment


def wake(follower_id: int, activity_kind: str, at: datetime) -> int:
    """Make runs of the follower that wait for this kind of activity due at once; returns how many."""
    return wake_all([(follower_id, activity_kind)], at)


def wake_all(signs: Iterable[tuple[int, str]], at: datetime) -> int:
    """The same for many followers in two statements.

    Every live run is locked before it is looked at: a run that begins to wait at this very moment
    is either seen waiting here, or sees the activity itself.

    Args:
        signs: follower id and activity kind.
        at: now (aware).
    """
    kinds: dict[int, set[str]] = defaultdict(set)
    for follower_id, kind in signs:
        kinds[follower_id].add(f"|{kind}|")
    if not kinds:
        return 0
    runs = Enrolment.objects.filter(
        bulk.among("follower_id", list(kinds)),
        status__in=(Enrolment.Status.RUNNING, Enrolment.Status.WAITING),
    ).order_by("id")
    awake = [
        run.pk
        for run in bulk.lock(runs, wait=True)
        if run.status == Enrolment.Status.WAITING
        and any(kind in run.wakes_on for kind in kinds[run.follower_id])
    ]
    if awake:
        Enrolment.objects.filter(bulk.among("pk", awake)).update(due_at=at)
        doorbell.ring("advance_due")
    return len(awake)
