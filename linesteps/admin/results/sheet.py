"""The table of the steps as plain lines for a file: one line for each step, shares as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from linesteps.admin.results.course import Course, Stop, Way
from linesteps.admin.results.words import TERMS

_COUNTS = ("here", "stuck", "reached", "passed", "left", "finished")
_OF_SENDS = ("delivered", "seen", "clicked", "answered", "blocked", "pending", "not_sent")
#: The columns in their order.
FIELDS = ("number", "step", "path", "version", *_COUNTS, *_OF_SENDS, "click_rate", "block_rate", "left_rate")


def headings_of() -> dict[str, Any]:
    """What the columns are called."""
    return {
        "number": _("No."),
        "step": _("Step"),
        "path": _("Path of the branch"),
        "version": _("Only in version"),
        **{name: TERMS[name].label for name in (*_COUNTS, *_OF_SENDS)},
        "click_rate": _("Click rate (%)"),
        "block_rate": _("Blocked within 24 hours (%)"),
        "left_rate": _("Left the scenario (%)"),
    }


def lines_of(course: Course) -> Iterator[dict[str, Any]]:
    """Steps in reading order, those of older versions last."""
    path: dict[int, str] = {}
    for one in course.walk():
        if isinstance(one, Way):
            path[one.depth] = one.label
        else:
            # A step stands in the paths of all branches around it.
            around = [path[depth] for depth in range(1, one.depth, 2)]
            yield _line(one, " › ".join(around))
    for stop in course.old:
        yield _line(stop, "")


def _line(stop: Stop, path: str) -> dict[str, Any]:
    at = stop.figures
    line = {
        "number": stop.number or "",
        "step": str(stop.card["summary"]),
        "path": path,
        "version": stop.version.number if stop.version else "",
        **{name: getattr(at, name) for name in _COUNTS},
        "click_rate": _percent(at.clicked, at.delivered),
        "block_rate": _percent(at.blocked, at.delivered),
        "left_rate": _percent(at.left, at.reached),
    }
    return line | {name: getattr(at, name) if stop.is_send else "" for name in _OF_SENDS}


def _percent(some: int, of: int) -> float | str:
    return round(100 * some / of, 1) if of else ""
