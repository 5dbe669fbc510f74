"""Goals in the form in which versions keep them, and whether an activity reaches one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from linesteps.goals.kind import DEFAULT_DAYS, registry
from linesteps.messages.kind import Compiling

Plain = Mapping[str, Any]
#: The kind of a goal that stands as a step in the scenario.
STEP = "step"
#: The activity of somebody who comes past it.
REACHED = "goal_reached"


def goals_of(drawn: Sequence[Plain], nodes: Mapping[str, Any], compiling: Compiling) -> list[dict[str, Any]]:
    """Those of the settings in their order, then those that stand as steps.

    Args:
        drawn: plain, without errors.
        nodes: compiled steps by id.
        compiling: of the scenario.
    """
    found = []
    for number, goal in enumerate(drawn, start=1):
        kind = registry.get(goal["type"])
        value = goal["value"]
        found.append(
            {
                "key": str(goal.get("id") or f"goal-{number}"),
                "name": value.get("name") or kind.summary(value),
                "kind": kind.name,
                "config": kind.compile(value, compiling),
                "days": value["days"],
                "activities": sorted(kind.activities),
            }
        )
    for step_id, node in nodes.items():
        if node.kind == "goal":
            found.append(
                {
                    "key": step_id,
                    "name": node.config["name"],
                    "kind": STEP,
                    "config": {"step": step_id},
                    "days": DEFAULT_DAYS,
                    "activities": [REACHED],
                }
            )
    return found


def is_reached(goal: Plain, kind: str, data: Plain) -> bool:
    """Whether an activity is a success of a compiled goal."""
    if kind not in goal["activities"]:
        return False
    if goal["kind"] == STEP:
        return bool(data.get("step") == goal["config"]["step"])
    return goal["kind"] in registry and registry.get(goal["kind"]).matches(goal["config"], kind, data)


def worth(goal: Plain, data: Plain) -> Decimal | None:
    """What a success of a compiled goal is worth."""
    if goal["kind"] not in registry:
        return None
    return registry.get(goal["kind"]).value(goal["config"], data)
