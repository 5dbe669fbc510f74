"""Several scenarios of one account, walked through by the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from linesteps.checklist.beside import Trigger
from linesteps.checklist.course import Course
from linesteps.checklist.frequency.windows import WINDOWS, Timetable, entries, peak


def peaks_side_by_side(courses: Sequence[Course], moment: datetime) -> dict[str, int]:
    """The fullest windows of somebody who enters all of them at the same moment."""
    found = dict.fromkeys(WINDOWS, 0)
    for entry in sorted({entry for course in courses for entry in entries(course, moment)}):
        tables = [Timetable(course.walk(entry)) for course in courses]
        for name, length in WINDOWS.items():
            found[name] = max(found[name], peak(tables, length)[0])
    return found


def start_together(mine: Sequence[Trigger], theirs: Sequence[Trigger]) -> bool:
    """Whether one and the same event starts both, so that they always run side by side.

    Otherwise anything can overlap with anything, and the fullest windows of both may meet.
    """
    return (
        len(mine) == len(theirs) == 1
        and mine[0][0] == theirs[0][0]
        and mine[0][0] != "by_hand"
        and _meets(mine[0][1], theirs[0][1])
    )


def _meets(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether what sets one off sets off the other, too; “first time and again” takes either time."""
    return one == other or "any" in {one.get("when"), other.get("when")}
