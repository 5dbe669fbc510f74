"""Writing what a batch decided: positions, visits and sends, by set."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from linesteps import doorbell
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.moves import Move
from linesteps.engine.sends import post_sends
from linesteps.failpoints import failpoint


def commit(moves: list[Move], moment: datetime) -> None:
    """Write all moves of a batch. Call inside the transaction that claimed them."""
    post_sends(moves, moment)
    failpoint("engine.after_post")
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
