"""Noting whose successes are to be counted anew; a task counts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from linesteps import bulk, doorbell
from linesteps.followers.models import Activity
from linesteps.goals.compiled import REACHED, is_reached
from linesteps.goals.kind import registry
from linesteps.goals.models import GoalDue, ScenarioGoal


def note_goals(activities: Sequence[Activity]) -> int:
    """Note every activity that may reach a goal, in the transaction in which it is handled; returns how many.

    One query for those that can, and one insert for each scenario; nothing for all others.

    Args:
        activities: with their followers.
    """
    kinds = {REACHED}.union(*(kind.activities for kind in registry))
    able = [one for one in activities if one.kind in kinds]
    if not able:
        return 0
    goals = ScenarioGoal.objects.filter(account_id__in={one.follower.account_id for one in able})
    due: dict[int, set[int]] = defaultdict(set)
    for goal in goals.order_by("scenario_id", "pk"):
        compiled = goal.compiled()
        for one in able:
            if one.follower.account_id == goal.account_id and is_reached(compiled, one.kind, one.data):
                due[goal.scenario_id].add(one.follower_id)
    for scenario_id, people in due.items():
        ids = sorted(people)
        columns = {"scenario_id": scenario_id, "follower_id": ids, "last_id": 0}
        bulk.insert_missing(GoalDue, columns, len(ids), returning="follower_id")
    if due:
        doorbell.ring("count_goals")
    return sum(len(people) for people in due.values())
