"""Ending waits early when the awaited thing happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.engine.exits import leave_turned
from linesteps.engine.models import Enrolment

#: What waking and leaving must know of a run.
_COLUMNS = (
    "status",
    "wakes_on",
    "follower_id",
    "scenario_id",
    "version_id",
    "entered_at",
    "arrived_at",
)


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
    found = Signs(signs)
    return found.wake(at)


class Signs:
    """What just happened to some followers, with their live runs locked.

    Args:
        signs: follower id and activity kind.
    """

    def __init__(self, signs: Iterable[tuple[int, str]]) -> None:
        self.kinds: dict[int, set[str]] = defaultdict(set)
        for follower_id, kind in signs:
            self.kinds[follower_id].add(kind)
        self._runs: list[Enrolment] = []
        if self.kinds:
            runs = Enrolment.objects.live().filter(bulk.among("follower_id", list(self.kinds)))
            self._runs = bulk.lock(runs.only(*_COLUMNS).order_by("id"), wait=True)

    def wake(self, at: datetime) -> int:
        """Make runs that wait for one of the signs due (aware); returns how many."""
        awake = [
            run.pk
            for run in self._runs
            if run.status == Enrolment.Status.WAITING
            and any(f"|{kind}|" in run.wakes_on for kind in self.kinds[run.follower_id])
        ]
        if awake:
            waiting = Enrolment.objects.filter(bulk.among("pk", awake), status=Enrolment.Status.WAITING)
            waiting.update(due_at=at)
            doorbell.ring("advance_due")
        return len(awake)

    def leave(self, at: datetime) -> int:
        """End runs of which an exit rule came true. Call it once the activities are stored; returns how many."""
        return leave_turned(self._runs, self.kinds, at)
