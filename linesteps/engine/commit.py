"""Writing what a batch decided: positions, visits and sends, by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.moves import Move
from linesteps.engine.sends import post_sends
from linesteps.engine.told import tell_finished, tell_left
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity
from linesteps.outbox.cancel import cancel_for_runs
from linesteps.scenarios.asked import asked_about, note_finished, ring_for


def commit(moves: Sequence[Move], moment: datetime) -> None:
    """Write all moves of a batch. Call inside the transaction that claimed them."""
    _leave(moves, moment)
    done = [move for move in moves if move.status == Enrolment.Status.COMPLETED]
    finished = [(move.follower_id, move.scenario_id) for move in done]
    note_finished(finished)
    tell_finished(finished, moment)
    post_sends(moves, moment)
    failpoint("engine.after_post")
    _write_visits(moves, moment)
    _write_positions(moves)
    if any(move.status == Enrolment.Status.RUNNING for move in moves):
        doorbell.ring("advance_due")


#: Runs whose sends are cancelled by one statement.
_AT_ONCE = 500


def _leave(moves: Sequence[Move], moment: datetime) -> None:
    """What is said of those who leave, and the end of what they still had in the outbox from before."""
    gone = [move for move in moves if move.status == Enrolment.Status.LEFT]
    asked = asked_about({move.scenario_id for move in gone})
    columns = {
        "follower_id": [move.follower_id for move in gone],
        "kind": "left",
        "at": moment,
        "data": [{"scenario": move.scenario_id, "reason": move.left_reason} for move in gone],
        "key": "",
        "handled_at": [None if move.scenario_id in asked else moment for move in gone],
    }
    bulk.insert(Activity, columns, len(gone), wants_ids=False)
    ring_for(asked)
    tell_left([(move.follower_id, move.scenario_id, move.left_reason) for move in gone], moment)
    reasons: dict[str, list[int]] = defaultdict(list)
    for move in gone:
        reasons[move.left_reason].append(move.pk)
    for reason, ids in reasons.items():
        for start in range(0, len(ids), _AT_ONCE):
            cancel_for_runs(ids[start : start + _AT_ONCE], reason=f"left: {reason}")


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
    bulk.insert(StepVisit, columns, len(pairs), wants_ids=False)


#: Besides these, the end and the trouble are written where a run came to them.
_WRITTEN = ("step_id", "arrived_at", "seq", "due_at", "wakes_on")
_ALSO = {
    Enrolment.Status.COMPLETED.value: ("ended_at",),
    Enrolment.Status.LEFT.value: ("ended_at", "left_reason"),
    Enrolment.Status.STUCK.value: ("trouble",),
}


def _write_positions(moves: Sequence[Move]) -> None:
    groups: dict[tuple[str, ...], list[Move]] = defaultdict(list)
    for move in moves:
        # What stays as it is is left out: the index of who lives would be written anew for each.
        if move.status == move.status_before:
            groups[()].append(move)
        else:
            groups[("status", *_ALSO.get(move.status, ()))].append(move)
    for more, group in groups.items():
        columns = {name: [getattr(move, name) for move in group] for name in (*_WRITTEN, *more)}
        bulk.update(Enrolment, [move.pk for move in group], columns)
