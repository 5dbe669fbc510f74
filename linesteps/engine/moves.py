"""What becomes of one run in a batch, before anything is written.

Plain objects with slots: a model instance for each run and visit costs more than all the rest of a step.
"""

from __future__ import annotations

from datetime import datetime

from linesteps.engine.models import Enrolment
from linesteps.graph import Effect, Node

#: The columns that a move must know, in the order of ``Move``'s arguments.
COLUMNS = (
    "pk", "scenario_id", "version_id", "follower_id", "status", "step_id", "arrived_at", "seq", "entered_at",
    "due_at", "cause",
)  # fmt: skip

#: The kind of effect that goes to the outbox.
SEND = "send"

_RUNNING, _WAITING, _COMPLETED, _LEFT, _STUCK = (
    one.value
    for one in (
        Enrolment.Status.RUNNING,
        Enrolment.Status.WAITING,
        Enrolment.Status.COMPLETED,
        Enrolment.Status.LEFT,
        Enrolment.Status.STUCK,
    )
)


class Visit:
    """A step that the run leaves in this batch."""

    __slots__ = ("arrived_at", "dispatch_id", "node", "port", "seq")

    def __init__(self, node: Node, port: str, seq: int, arrived_at: datetime) -> None:
        self.node = node
        self.port = port
        self.seq = seq
        self.arrived_at = arrived_at
        self.dispatch_id: int | None = None


class Move:
    """One run on its way: where it stands now, and what it did; written at the end of the batch."""

    __slots__ = (
        "arrived_at", "cause", "due_at", "effects", "ended_at", "entered_at", "follower_id", "hops", "is_resumed",
        "left_reason", "pk", "planned_at", "scenario_id", "seq", "status", "status_before", "step_id", "trouble",
        "version_id", "visits", "wakes_on",
    )  # fmt: skip

    def __init__(
        self,
        pk: int,
        scenario_id: int,
        version_id: int,
        follower_id: int,
        status: str,
        step_id: str,
        arrived_at: datetime,
        seq: int,
        entered_at: datetime,
        due_at: datetime | None,
        cause: str,
    ) -> None:
        self.pk = pk
        self.scenario_id = scenario_id
        self.version_id = version_id
        self.follower_id = follower_id
        self.status = self.status_before = status
        self.step_id = step_id
        self.arrived_at = arrived_at
        self.seq = seq
        self.entered_at = entered_at
        self.due_at = due_at
        #: When the run should have moved; earlier than now if the workers were down.
        self.planned_at = due_at
        self.cause = cause
        #: Whether a wait at this very step is over; not so on arrival.
        self.is_resumed = status == _WAITING
        self.hops = 0
        self.wakes_on = ""
        self.ended_at: datetime | None = None
        self.trouble = ""
        self.left_reason = ""
        self.visits: list[Visit] = []
        #: Sends, each with the visit that carries it.
        self.effects: list[tuple[Effect, Visit]] = []

    def visit(self, node: Node, port: str) -> Visit:
        """Leave a step by a port."""
        self.seq += 1
        visit = Visit(node, port, self.seq, self.arrived_at)
        self.visits.append(visit)
        return visit

    def arrive(self, step_id: str, moment: datetime) -> None:
        """Come to the next step."""
        self.step_id, self.arrived_at, self.is_resumed = step_id, moment, False

    def go_on_later(self) -> None:
        """Stand where it has come to until the next batch, which finds it due as before."""
        self.status = _RUNNING

    def wait(self, until: datetime, activities: frozenset[str]) -> None:
        """Stay until a time or one of some activities."""
        if until.tzinfo is None:
            raise ValueError("A step waits until a time without a zone.")
        self.status, self.due_at = _WAITING, until
        self.wakes_on = Enrolment.stored(activities)

    def finish(self, moment: datetime) -> None:
        """Reach the end."""
        self.status, self.due_at, self.ended_at, self.wakes_on = _COMPLETED, None, moment, ""

    def leave(self, reason: str, moment: datetime) -> None:
        """Leave the scenario where the run stands, before this step."""
        self.status, self.due_at, self.ended_at, self.wakes_on = _LEFT, None, moment, ""
        self.left_reason = reason

    def stick(self, trouble: str) -> None:
        """Stop until an operator acts."""
        self.status, self.due_at, self.trouble, self.wakes_on = _STUCK, None, trouble, ""
