"""On which day of a scenario each step happens, and how much a friend gets at the most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]


@dataclass(kw_only=True)
class Days:
    """Times counted from the start; where paths rejoin, the longest way counts.

    Args:
        by_step: when each step is reached, by step id.
        total: the length of the longest way.
        most_sends: sends on the way that has the most of them.
    """

    by_step: dict[str, timedelta] = field(default_factory=dict)
    total: timedelta = timedelta()
    most_sends: int = 0


def days_of(steps: Sequence[Plain]) -> Days:
    """Day hints for a plain stream. Jumps are not followed, so a loop counts once."""
    found = Days()
    found.total, found.most_sends = _walk(steps, timedelta(), 0, found)
    return found


def _walk(steps: Sequence[Plain], at: timedelta, sends: int, found: Days) -> tuple[timedelta, int]:
    for step in steps:
        if step["type"] not in step_kinds:
            continue
        kind = step_kinds.get(step["type"])
        found.by_step[str(step.get("id") or "")] = at
        sends += kind.name == "send"
        at += kind.duration(step["value"])
        ends = [_walk(path.steps, at, sends, found) for path in kind.paths(step["value"])]
        if ends:
            at, sends = max(end for end, _count in ends), max(count for _end, count in ends)
    return at, sends
