"""What becomes of one run in a batch, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from linesteps.engine.models import Enrolment, StepVisit
from linesteps.graph import Effect, Node


@dataclass(kw_only=True)
class Move:
    """What becomes of one enrolment in this batch; collected in memory, written at the end."""

    enrolment: Enrolment
    visits: list[StepVisit] = field(default_factory=list)
    #: (effect, node, index of the visit that carries it)
    effects: list[tuple[Effect, Node, int]] = field(default_factory=list)
    #: When the run should have moved; earlier than now if the workers were down.
    planned_at: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        """Keep the time before a step changes it."""
        self.planned_at = self.enrolment.due_at

    def visit(self, node: Node, port: str, moment: datetime) -> None:
        """Leave a step by a port."""
        row = self.enrolment
        row.seq += 1
        self.visits.append(
            StepVisit(
                enrolment_id=row.pk,
                follower_id=row.follower_id,
                scenario_id=row.scenario_id,
                version_id=row.version_id,
                seq=row.seq,
                step_id=node.id,
                kind=node.kind,
                port=port,
                arrived_at=row.arrived_at,
                left_at=moment,
            )
        )

    def arrive(self, step_id: str, moment: datetime) -> None:
        """Come to the next step."""
        self.enrolment.step_id, self.enrolment.arrived_at = step_id, moment

    def wait(self, until: datetime, activities: frozenset[str]) -> None:
        """Stay until a time or one of some activities."""
        if until.tzinfo is None:
            raise ValueError("A step waits until a time without a zone.")
        row = self.enrolment
        row.status, row.due_at = Enrolment.Status.WAITING, until
        row.wakes_on = Enrolment.stored(activities)

    def finish(self, moment: datetime) -> None:
        """Reach the end."""
        row = self.enrolment
        row.status, row.due_at, row.ended_at, row.wakes_on = Enrolment.Status.COMPLETED, None, moment, ""

    def stick(self, trouble: str) -> None:
        """Stop until an operator acts."""
        row = self.enrolment
        row.status, row.due_at, row.trouble, row.wakes_on = Enrolment.Status.STUCK, None, trouble, ""
