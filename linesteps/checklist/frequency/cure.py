"""A simple change that makes a full window emptier: one wait, some days longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from linesteps.checklist.course import Course
from linesteps.checklist.frequency.windows import peaks
from linesteps.graph import Graph

#: So many days more are tried, few first.
_MORE = (1, 2, 3, 4, 7, 10)
#: Beyond so many waits, an editor is not helped by one of them.
_MOST_WAITS = 12


@dataclass(frozen=True, kw_only=True)
class Cure:
    """What to change, and what comes of it.

    Args:
        step_id: a wait of some days.
        before: how many days it has.
        after: how many it should have.
        count: the messages in the fullest window then.
    """

    step_id: str
    before: int
    after: int
    count: int


def cure(course: Course, window: str, count: int, limit: int, moment: datetime) -> Cure | None:
    """The smallest change of one wait that brings the window to its limit, or else as near as one can.

    Args:
        course: the scenario that has ``count`` messages in its fullest window.
        window: ``day``, ``week`` or ``month``.
        limit: how many are fine.
        moment: from when on people enter (aware).
    """
    best: Cure | None = None
    for more in _MORE:
        for step_id, days in list(_waits(course))[:_MOST_WAITS]:
            changed = Course(_longer(course.graph, step_id, days + more), course.steps, course.account)
            now = peaks(changed, moment)[window]
            if now < (best.count if best else count):
                best = Cure(step_id=step_id, before=days, after=days + more, count=now)
                if now <= limit:
                    return best
    return best


def _waits(course: Course) -> Iterator[tuple[str, int]]:
    """Each wait of some days, in reading order."""
    for step_id in sorted(course.graph.nodes, key=course.rank.__getitem__):
        node = course.graph.nodes[step_id]
        config = node.config
        if node.kind == "wait" and config["unit"] == "days" and config["amount"] and not config["until"]:
            yield node.id, config["amount"]


def _longer(graph: Graph, step_id: str, days: int) -> Graph:
    node = graph.nodes[step_id]
    changed = replace(node, config={**node.config, "amount": days})
    return replace(graph, nodes={**graph.nodes, step_id: changed})
