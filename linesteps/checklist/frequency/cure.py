"""A simple change that makes a full window emptier: one wait in it, some days longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from linesteps.checklist.course import Course
from linesteps.checklist.frequency.windows import WINDOWS, Timetable, entries, peak
from linesteps.graph import Graph

#: So many days more are tried, few first.
_MORE = (1, 2, 4, 7)
#: Beyond so many waits in one window, an editor is not helped by one of them.
_MOST_WAITS = 6


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


def cure(course: Course, window: str, limit: int, moment: datetime) -> Cure | None:
    """The smallest change of one wait that brings the window to its limit, or else as near as one can.

    Args:
        course: a scenario whose fullest window is too full.
        window: ``day``, ``week`` or ``month``.
        limit: how many messages are fine.
        moment: from when on people enter (aware).
    """
    length, tried = WINDOWS[window], entries(course, moment)
    walks = [(entry, *peak([Timetable(course.walk(entry))], length)) for entry in tried]
    entry, count, start = max(walks, key=lambda one: one[1])
    if start is None or _is_full_everywhere(course, entry, length, limit):
        return None
    best: Cure | None = None
    waits = list(_waits_within(course, entry, start, length))[:_MOST_WAITS]
    for more in _MORE:
        for step_id, days in waits:
            changed = Course(_longer(course.graph, step_id, days + more), course.steps, course.account)
            now = max(peak([Timetable(changed.walk(one))], length)[0] for one in tried)
            if now < (best.count if best else count):
                best = Cure(step_id=step_id, before=days, after=days + more, count=now)
                if now <= limit:
                    return best
    return best


def _is_full_everywhere(course: Course, entry: datetime, length: timedelta, limit: int) -> bool:
    """Whether windows that have nothing in common are too full, so that no one wait can cure them all."""
    table = Timetable(course.walk(entry))
    full = [start for start in table.times if table.most(start, length) > limit]
    return bool(full) and full[-1] >= full[0] + length


def _waits_within(
    course: Course, entry: datetime, start: datetime, length: timedelta
) -> Iterator[tuple[str, int]]:
    """Each wait of some days that somebody comes to in a window, in reading order: others cannot help."""
    there = {step_id for step_id, at in course.walk(entry).places if start <= at < start + length}
    for step_id in sorted(there, key=course.rank.__getitem__):
        node = course.graph.nodes[step_id]
        config = node.config
        if node.kind == "wait" and config["unit"] == "days" and config["amount"] and not config["until"]:
            yield step_id, config["amount"]


def _longer(graph: Graph, step_id: str, days: int) -> Graph:
    node = graph.nodes[step_id]
    changed = replace(node, config={**node.config, "amount": days})
    return replace(graph, nodes={**graph.nodes, step_id: changed})
