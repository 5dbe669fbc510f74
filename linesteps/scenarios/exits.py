"""When people leave a scenario wherever they stand: checked and compiled with its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from linesteps.conditions.kind import registry
from linesteps.conditions.stream import wakes_on
from linesteps.messages.kind import Compiling, Problem, problems_of, unknown_kind

Plain = Mapping[str, Any]


def exit_problems(rules: Sequence[Plain], at_goal: bool, goals: bool, compiling: Compiling) -> list[Problem]:
    """What is wrong with the rules; paths begin with the number of the condition.

    Args:
        rules: plain conditions.
        at_goal: whether reaching a goal ends it.
        goals: whether there is any.
        compiling: of the scenario.
    """
    found = []
    for number, rule in enumerate(rules):
        if rule["type"] not in registry:
            found.append(unknown_kind(rule["type"], (number,)))
            continue
        for problem in problems_of(registry.get(rule["type"]), rule["value"], compiling):
            found.append(
                Problem(message=problem.message, path=(number, *problem.path), is_error=problem.is_error)
            )
    if at_goal and not goals:
        text = gettext("People leave when they reach a goal, but there is no goal yet. Add one.")
        found.append(Problem(message=text, path=(), is_error=False))
    return found


def compile_exits(
    rules: Sequence[Plain], match: str, goals: Sequence[Plain], compiling: Compiling
) -> dict[str, Any]:
    """``{"match", "conditions", "goals", "wakes_on"}``; empty if nobody ever leaves early.

    Args:
        rules: plain conditions without errors.
        match: ``"any"`` or ``"all"``.
        goals: compiled goals that end it.
        compiling: of the scenario.
    """
    if not rules and not goals:
        return {}
    conditions = [
        {"kind": rule["type"], "config": registry.get(rule["type"]).compile(rule["value"], compiling)}
        for rule in rules
    ]
    kinds = wakes_on(conditions) | {kind for goal in goals for kind in goal["activities"]}
    kept = [{key: goal[key] for key in ("kind", "config", "activities")} for goal in goals]
    return {
        "match": match if match in {"any", "all"} else "any",
        "conditions": conditions,
        "goals": kept,
        "wakes_on": sorted(kinds),
    }


def exit_words(rules: Sequence[Plain], match: str, at_goal: bool) -> str:
    """When people leave, in one phrase; empty if never."""
    words = [registry.get(rule["type"]).summary(rule["value"]) for rule in rules if rule["type"] in registry]
    joint = gettext(" and ") if match == "all" else gettext(" or ")
    parts = [joint.join(words)] if words else []
    if at_goal:
        parts.append(gettext("reached a goal"))
    return gettext(" or ").join(parts)
