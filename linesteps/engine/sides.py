"""Which path of a split that compares its paths somebody takes, if that is settled already."""

from __future__ import annotations

from collections.abc import Sequence

from linesteps import bulk
from linesteps.engine.models import StepVisit
from linesteps.engine.moves import Move
from linesteps.goals.models import SplitDecision
from linesteps.graph import Node


def sides(node: Node, moves: Sequence[Move]) -> dict[int, str]:
    """By follower: the path that they took here the last time, else the one that has won; two queries.

    Whoever was here keeps their side, whatever is decided or undone meanwhile.

    Args:
        node: the split.
        moves: of one scenario, standing there.
    """
    scenario_id = moves[0].scenario_id
    found: dict[int, str] = {}
    winner = SplitDecision.objects.filter(scenario_id=scenario_id, step_id=node.id, undone_at__isnull=True)
    port = winner.values_list("port", flat=True).first()
    ids = [move.follower_id for move in moves]
    if port is not None:
        found = dict.fromkeys(ids, port)
    before = StepVisit.objects.filter(
        bulk.among("follower_id", ids), scenario_id=scenario_id, step_id=node.id
    ).order_by("left_at", "pk")
    found.update(before.values_list("follower_id", "port"))
    return found
