"""One line of a friend's history, and pages of such lines out of several tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the history.

    Args:
        at: when.
        icon: one of Wagtail's icons.
        text: what, in one sentence.
        detail: more of it, such as the words that were sent.
        status: how the sending went, in words.
        is_trouble: whether somebody should look at it.
        rank: what came later of things that happened at the same moment.
        scenario_id: where it leads to; the detail names it, or the text does.
    """

    at: datetime
    icon: str
    text: str
    detail: str = ""
    status: str = ""
    is_trouble: bool = False
    rank: int = 0
    scenario_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page of the history begins: at a moment, after so many entries of that moment.

    A file or a scenario may change a hundred things at one moment; a page may end between them.
    """

    at: datetime
    skip: int = 0

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.skip}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """As an address says it; ``None`` for the newest page, and for what nobody's page says."""
        moment, _sign, skip = text.replace(" ", "+").partition("~")
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return None
        if at.tzinfo is None or not (skip or "0").isdecimal() or len(skip) > 6:
            return None
        return cls(at=at, skip=int(skip or 0))


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A page of the history; ``older`` is where the next page begins, if there is one."""

    entries: list[Entry]
    older: Place | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What each source is asked for: so many of its rows up to a moment.

    Args:
        at: the moment; ``None`` for the newest page.
        rows: how many.
        only: one of ``KINDS``, or empty for all.
    """

    at: datetime | None
    rows: int
    only: str = ""

    def newest(self, rows: Any, field: str) -> Any:
        """The newest of a query by the time in ``field``."""
        if self.at is not None:
            rows = rows.filter((f"{field}__lte", self.at))
        return rows.order_by(f"-{field}", "-id")[: self.rows]

    def covers(self, moment: datetime) -> bool:
        """Whether a moment may stand on the page."""
        return self.at is None or moment <= self.at
