"""What sends cost, and where people are: figures that stand on the cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count

from linesteps.engine.models import Enrolment
from linesteps.steps.kind import registry as step_kinds
from linesteps.triggers.kind import registry as trigger_kinds

Plain = Mapping[str, Any]


def costs(steps: Sequence[Plain], triggers: Sequence[Plain]) -> dict[str, int]:
    """By step id, how many messages a send counts for: none for the first one that answers at once.

    LINE counts no replies, and following or writing gives the right to one reply.
    """
    kinds = [one["type"] for one in triggers]
    is_free = bool(kinds) and all(
        kind in trigger_kinds and trigger_kinds.get(kind).gives_reply for kind in kinds
    )
    found: dict[str, int] = {}
    _walk(steps, is_free, found)
    return found


def _walk(steps: Sequence[Plain], is_free: bool, found: dict[str, int]) -> bool:
    """Whether the reply is still unused behind ``steps``."""
    for step in steps:
        if step["type"] not in step_kinds:
            continue
        kind = step_kinds.get(step["type"])
        if kind.name == "send":
            found[str(step.get("id") or "")] = 0 if is_free else 1
            is_free = False
        # A reply is due within a minute.
        is_free = is_free and not kind.duration(step["value"])
        ends = [_walk(path.steps, is_free, found) for path in kind.paths(step["value"])]
        is_free = is_free and all(ends)
    return is_free


def people_at(scenario_id: int | None) -> dict[str, int]:
    """By step id, how many people stand there now; nobody in a scenario that is not saved yet."""
    if scenario_id is None:
        return {}
    runs = Enrolment.objects.filter(scenario_id=scenario_id).live()
    return dict(runs.values_list("step_id").annotate(Count("pk")))
