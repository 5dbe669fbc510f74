"""What a check found, and the registry of all checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

#: How bad it is: nothing, look at it when you can, act now.
OK, WARNING, ERROR = "ok", "warning", "error"
#: The labels of a figure, as in ``(("account", "3"),)``.
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number for machines; its name becomes ``linesteps_<name>``."""

    name: str
    help: str
    value: float
    labels: Labels = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found.

    Args:
        name: of the check.
        title: what was looked at, in the reader's language.
        level: ``ok``, ``warning`` or ``error``.
        text: what was found.
        cure: what to do about it; empty when nothing is to be done.
        link: the name of an admin address where it can be done, and its arguments.
        figures: numbers for machines.
        is_outage: whether machines should be told that the site is not healthy.
    """

    name: str
    title: str
    level: str
    text: str
    cure: str = ""
    link: tuple[str, tuple[Any, ...]] | None = None
    figures: Sequence[Figure] = ()
    is_outage: bool = False
    is_for_engineers: bool = field(default=False)


Check = Callable[[], list[Finding]]


def worst(findings: Sequence[Finding]) -> str:
    """The worst level among findings."""
    levels = {finding.level for finding in findings}
    return next((level for level in (ERROR, WARNING) if level in levels), OK)


def ago(span: timedelta) -> str:
    """A length of time in words, in its greatest unit."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 120:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    if seconds < 7200:
        return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}
    if seconds < 172_800:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)s day", "%(n)s days", seconds // 86_400) % {"n": seconds // 86_400}


def in_a_row(sentences: Sequence[str]) -> str:
    """Sentences after each other: Japanese puts no space between them."""
    pair = pgettext("two sentences", "%(first)s %(second)s")
    return reduce(lambda first, second: pair % {"first": first, "second": second}, sentences)


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Findings for machines: levels and texts, and no personal data."""
    return {
        "status": worst(findings),
        "checks": [
            {"name": one.name, "level": one.level, "text": one.text, "cure": one.cure} for one in findings
        ],
    }


def levels(findings: Sequence[Finding]) -> Mapping[str, str]:
    """The worst level of each check by name."""
    names = dict.fromkeys(one.name for one in findings)
    return {name: worst([one for one in findings if one.name == name]) for name in names}


def broken(name: str, title: str) -> Finding:
    """A check that could not look."""
    return Finding(
        name=name,
        title=title,
        level=ERROR,
        text=_("This could not be looked at."),
        cure=_("See the site's log for the reason."),
        is_for_engineers=True,
    )
