"""What another system answered, for runs that stand at the step that asked it."""

from __future__ import annotations

from collections.abc import Sequence

from linesteps import bulk
from linesteps.calls.models import Call
from linesteps.engine.moves import Move
from linesteps.graph import Node

#: What a step hears: it took the call, it did not, or it has not answered yet. Nothing: it was not asked.
TAKEN, NOT_TAKEN, ASKED = "taken", "not_taken", "asked"
_HEARD = {Call.Status.DONE: TAKEN, Call.Status.FAILED: NOT_TAKEN, Call.Status.OFF: NOT_TAKEN}


def answers(node: Node, moves: Sequence[Move]) -> dict[int, str]:
    """By follower: what came of the call of this very stay; whoever was not called for is left out. One query.

    Args:
        node: the step.
        moves: of one scenario, standing there.
    """
    runs = {move.pk: move for move in moves}
    rows = Call.objects.filter(bulk.among("enrolment_id", list(runs)), step_id=node.id).order_by("pk")
    found: dict[int, str] = {}
    for run, status, created_at in rows.values_list("enrolment_id", "status", "created_at"):
        move = runs[run]
        if created_at >= move.arrived_at:
            found[move.follower_id] = _HEARD.get(Call.Status(status), ASKED)
    return found
