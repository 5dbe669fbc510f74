"""A drawn scenario in words: one line for each step, with its depth and its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linesteps.followers.names import remembered_names
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.plain import plain
from linesteps.steps.kind import registry as step_kinds
from linesteps.triggers.kind import registry as trigger_kinds


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the outline.

    Args:
        depth: how many branches it stands in.
        kind: step kind, ``trigger`` or ``path``.
        text: a sentence in the reader's language.
        step_id: empty for triggers and paths.
    """

    depth: int
    kind: str
    text: str
    step_id: str = ""


@remembered_names()
def outline(scenario: Drawn) -> list[Line]:
    """All lines in reading order. Works on unfinished drafts."""
    lines = [
        Line(depth=0, kind="trigger", text=trigger_kinds.get(one["type"]).said(one["value"]))
        for one in plain(scenario.triggers)
        if one["type"] in trigger_kinds
    ]
    return [*lines, *_lines(plain(scenario.steps), 0)]


def _lines(steps: Sequence[Mapping[str, Any]], depth: int) -> Iterator[Line]:
    for step in steps:
        if step["type"] not in step_kinds:
            continue
        kind = step_kinds.get(step["type"])
        step_id = str(step.get("id") or "")
        yield Line(depth=depth, kind=kind.name, text=kind.summary(step["value"]), step_id=step_id)
        for path in kind.paths(step["value"]):
            yield Line(depth=depth + 1, kind="path", text=path.label)
            yield from _lines(path.steps, depth + 2)
