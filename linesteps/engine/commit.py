"""Writing what a batch decided: positions, visits and sends, by set."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linesteps import doorbell
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.sends import post_sends
from linesteps.graph import Effect, Node


@dataclass(kw_only=True)
class Move:
    """What becomes of one enrolment in this batch; collected in memory, written at the end."""

    enrolment: Enrolment
    visits: list[StepVisit] = field(default_factory=list)
    #: (effect, node, index of the visit that carries it)
    effects: list[tuple[Effect, Node, int]] = field(default_factory=list)

    def visit(self, node: Node, port: str, moment: datetime) -> None:
        """Leave a step by a port."""
        row = self.enrolment
        row.seq += 1
        self.visits.append(
            StepVisit(
                enrolment_id=row.pk,
                follower_id=row.follower_id,
                scenario_id=row.scenario_id,
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
        row = self.enrolment
        row.status, row.due_at = Enrolment.Status.WAITING, until
        row.wakes_on = f"|{'|'.join(sorted(activities))}|" if activities else ""

    def finish(self, moment: datetime) -> None:
        """Reach the end."""
        row = self.enrolment
        row.status, row.due_at, row.ended_at, row.wakes_on = Enrolment.Status.COMPLETED, None, moment, ""

    def stick(self, trouble: str) -> None:
        """Stop until an operator acts."""
        row = self.enrolment
        row.status, row.due_at, row.trouble, row.wakes_on = Enrolment.Status.STUCK, None, trouble, ""


def commit(moves: list[Move], moment: datetime) -> None:
    """Write all moves of a batch. Call inside the transaction that claimed them."""
    post_sends(moves, moment)
    StepVisit.objects.bulk_create([visit for move in moves for visit in move.visits], batch_size=1000)
    _write_positions(moves)
    if any(move.enrolment.status == Enrolment.Status.RUNNING for move in moves):
        doorbell.ring("advance_due")


_WRITTEN = ("status", "step_id", "arrived_at", "seq", "due_at", "wakes_on", "ended_at", "trouble")


def _write_positions(moves: list[Move]) -> None:
    """One UPDATE for each set of equal values: a batch of thousands mostly moves to a few places."""
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for move in moves:
        groups[tuple(getattr(move.enrolment, name) for name in _WRITTEN)].append(move.enrolment.pk)
    for values, ids in groups.items():
        Enrolment.objects.filter(pk__in=ids).update(**dict(zip(_WRITTEN, values, strict=True)))
