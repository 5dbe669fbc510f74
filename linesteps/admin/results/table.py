"""The table of the steps: a row for each step and path, the same figures as in the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from linesteps.admin.results.course import Course, Stop, Way
from linesteps.admin.results.links import Links
from linesteps.admin.results.shares import Share, number
from linesteps.admin.results.words import TERMS, Term
from linesteps.stats.figures import StepFigures

#: The columns, and of which figure each is shown in percent.
COLUMNS = {
    "here": "",
    "passed": "reached",
    "left": "reached",
    "delivered": "",
    "seen": "delivered",
    "clicked": "delivered",
    "blocked": "delivered",
    "not_sent": "",
}
_OF_SENDS = frozenset({"delivered", "seen", "clicked", "blocked", "not_sent"})


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure of one step.

    Args:
        name: which.
        count: how many people; ``None`` where the figure means nothing.
        share: of how many.
        url: the list of these people, for whoever may see it.
        extra: more about it, in words.
        other: the same of the version to compare with.
    """

    name: str
    count: int | None
    share: Share | None = None
    url: str = ""
    extra: str = ""
    other: Cell | None = None

    @property
    def text(self) -> str:
        """The number; a lower bound says so."""
        if self.count is None:
            return "–"
        return _("%(n)s+") % {"n": number(self.count)} if self.name == "seen" else number(self.count)

    @property
    def brief(self) -> str:
        """The share where there is one, else the number."""
        return self.share.text if self.share and self.share.text else self.text

    @property
    def change(self) -> str:
        """By how much it differs from the other version: in points where there are shares."""
        if self.other is None or self.count is None or self.other.count is None:
            return ""
        mine, other = (one.share.percent if one.share else None for one in (self, self.other))
        if mine is not None and other is not None:
            return _("%(points)s pt") % {"points": f"{mine - other:+.1f}"}
        if self.share or self.other.share:
            return ""
        return f"{self.count - self.other.count:+,}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line.

    Args:
        text: the step in one sentence, or who takes the path.
        depth: how many branches it stands in, twice.
        stop: the step; ``None`` for a path.
        cells: in the order of the columns.
        way: the path.
        url: the page of the step.
        note: said quietly after the text.
        width: how many columns there are.
    """

    text: str
    depth: int
    stop: Stop | None = None
    way: Way | None = None
    cells: list[Cell] = field(default_factory=list)
    url: str = ""
    note: str = ""
    width: int = len(COLUMNS)


def headings() -> list[Term]:
    """The columns after the step."""
    return [TERMS[name] for name in COLUMNS]


def rows_of(course: Course, links: Links, other: Course | None = None) -> Iterator[Row]:
    """Steps and paths in reading order."""
    for one in course.walk():
        if isinstance(one, Stop):
            yield row_of(one, links, other)
        else:
            note = "" if one.place else _("only in older versions")
            yield Row(text=one.label, depth=one.depth, way=one, note=note)


def row_of(stop: Stop, links: Links, other: Course | None = None) -> Row:
    """The line of one step."""
    found = other.found.steps.get(stop.step_id) if other else None
    is_there = other is not None and other.stop(stop.step_id) is not None
    return Row(
        text=str(stop.card["summary"]),
        depth=stop.depth,
        stop=stop,
        cells=[_cell(name, stop, links, (found or StepFigures()) if is_there else None) for name in COLUMNS],
        url=links.step(stop.step_id),
    )


def _cell(name: str, stop: Stop, links: Links, other: StepFigures | None) -> Cell:
    if name in _OF_SENDS and not stop.is_send:
        return Cell(name=name, count=None)
    at = stop.figures
    extra = ""
    if name == "here" and at.stuck:
        extra = _("%(n)s need help") % {"n": number(at.stuck)}
    elif name == "not_sent" and at.pending:
        extra = _("%(n)s wait to be sent") % {"n": number(at.pending)}
    return Cell(
        name=name,
        count=getattr(at, name),
        share=_share(name, at),
        url=links.people(stop.step_id, name, getattr(at, name)),
        extra=extra,
        # Where people stand now is a matter of this moment, not of a version's success.
        other=_other(name, other) if other and name != "here" else None,
    )


def _share(name: str, at: StepFigures) -> Share | None:
    return Share(people=getattr(at, name), of=getattr(at, COLUMNS[name])) if COLUMNS[name] else None


def _other(name: str, at: StepFigures) -> Cell:
    return Cell(name=name, count=getattr(at, name), share=_share(name, at))
