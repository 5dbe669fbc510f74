"""Writing what a batch decided: positions, visits and sends, by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.engine.menus import wish_for_menus
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.moves import Move
from linesteps.engine.sends import post_sends
from linesteps.failpoints import failpoint


def commit(moves: Sequence[Move], moment: datetime) -> None:
    """Write all moves of a batch. Call inside the transaction that claimed them."""
    post_sends(moves, moment)
    wish_for_menus(moves, moment)
    failpoint("engine.after_post")
    _write_visits(moves, moment)
    _write_positions(moves)
    if any(move.status == Enrolment.Status.RUNNING for move in moves):
        doorbell.ring("advance_due")


def _write_visits(moves: Sequence[Move], moment: datetime) -> None:
    pairs = [(move, visit) for move in moves for visit in move.visits]
    columns = {
        "enrolment_id": [move.pk for move, _visit in pairs],
        "follower_id": [move.follower_id for move, _visit in pairs],
        "scenario_id": [move.scenario_id for move, _visit in pairs],
        "version_id": [move.version_id for move, _visit in pairs],
        "seq": [visit.seq for _move, visit in pairs],
        "step_id": [visit.node.id for _move, visit in pairs],
        "kind": [visit.node.kind for _move, visit in pairs],
        "port": [visit.port for _move, visit in pairs],
        "arrived_at": [visit.arrived_at for _move, visit in pairs],
        "left_at": moment,
        "dispatch_id": [visit.dispatch_id for _move, visit in pairs],
    }
    bulk.insert(StepVisit, columns, len(pairs))


#: Besides these, the end and the trouble are written where a run came to them.
_WRITTEN = ("status", "step_id", "arrived_at", "seq", "due_at", "wakes_on")
_ALSO = {Enrolment.Status.COMPLETED.value: ("ended_at",), Enrolment.Status.STUCK.value: ("trouble",)}


def _write_positions(moves: Sequence[Move]) -> None:
    groups: dict[tuple[str, ...], list[Move]] = defaultdict(list)
    for move in moves:
        groups[_ALSO.get(move.status, ())].append(move)
    for more, group in groups.items():
        columns = {name: [getattr(move, name) for move in group] for name in (*_WRITTEN, *more)}
        bulk.update(Enrolment, [move.pk for move in group], columns)
