"""What LINE itself counts of a step, month by month, in words: a hidden number is never shown as nought."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linesteps.admin.results.shares import number
from linesteps.insight.models import CountedUnit

#: Older months stand still, and are in the export of nobody.
_MONTHS = 3


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of one step.

    Args:
        name: such as 「2026年11月」.
        words: what LINE counts, or why there is nothing.
        asked: when LINE told, in words; empty if it did not yet.
    """

    name: str
    words: str
    asked: str


def counted(scenario_id: int, step_id: str) -> list[Month]:
    """The newest months, newest first; one query."""
    rows = CountedUnit.objects.filter(scenario_id=scenario_id, step_id=step_id).select_related("account")
    return [_month(row) for row in rows.order_by("-month")[:_MONTHS]]


def _month(row: CountedUnit) -> Month:
    asked = ""
    if row.told_at is not None:
        when = date_format(row.told_at.astimezone(row.account.zone), "SHORT_DATETIME_FORMAT")
        asked = _("as LINE told on %(when)s") % {"when": when}
    return Month(name=date_format(row.month, "YEAR_MONTH_FORMAT"), words=_words(row), asked=asked)


def _words(row: CountedUnit) -> str:
    if row.number is None:
        return _(
            "Not counted by LINE: the 1,000 names that it takes in a month for one account were used up when this "
            "step first sent."
        )
    if row.told_at is None:
        return _("LINE has not told its count yet. It is asked a day after the first message of the month.")
    told = [
        (row.saw, _("%(n)s saw it")),
        (row.tapped, _("%(n)s opened a link")),
        (row.played_to_end, _("%(n)s played it to the end")),
    ]
    known = [words % {"n": number(count)} for count, words in told if count is not None]
    if not known:
        return _("LINE hides its count, since fewer than 20 people saw it. This does not mean nobody.")
    words = _("LINE counts: %(what)s") % {"what": _(", ").join(known)}
    if row.saw is None or row.tapped is None:
        return _("%(counts)s. Numbers below 20 people are hidden by LINE.") % {"counts": words}
    return words
