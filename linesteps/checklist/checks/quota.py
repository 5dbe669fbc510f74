"""Quota: when the plan's messages are used up, with the other scenarios counted."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.forecast.outlook import Basis, Outlook, outlook
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import number, short_day


class Quota(Check):
    """The sentence above the forecast."""

    name = "quota"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Message count")

    def look(self, seen: Seen) -> list[Finding]:
        """When the cap is reached, or how much of it is needed."""
        found = outlook(seen)
        if found is None:
            return []
        if not found.is_cap_known:
            text = _("It is not known how many messages your plan has. Choose it on the account's page.")
            page = reverse("linesteps_accounts:edit", args=[seen.account.pk])
            label = _("Open the account")
            return [
                Finding(level=Level.INFO, text=text, place=("account",), page=page, page_label=label),
                *_unknown_entries(found),
            ]
        reached = _reached(found)
        if reached:
            return [Finding(level=Level.WARNING, text=reached, place=("entries_per_day",))]
        return _unknown_entries(found) or [Finding(level=Level.OK, text=_need(found))]


def _unknown_entries(found: Outlook) -> list[Finding]:
    if found.basis != Basis.UNKNOWN:
        return []
    text = _("Nobody has started yet. Write below how many people start in a day, for a forecast.")
    return [Finding(level=Level.INFO, text=text, place=("entries_per_day",))]


def _reached(found: Outlook) -> str:
    day, cap = found.forecast.reached_on, found.forecast.cap
    if day is None or cap is None:
        return ""
    this_month = found.forecast.months[0]
    if this_month.used >= cap:
        return _("This month's %(cap)s are used up. Later messages wait until the 1st.") % {
            "cap": number(cap)
        }
    if (day.year, day.month) == (this_month.first.year, this_month.first.month):
        text = _("Around %(day)s you reach %(cap)s. Later messages wait until the 1st.")
    else:
        text = _("Around %(day)s you reach that month's %(cap)s. Later messages wait until the 1st.")
    return text % {"day": short_day(day), "cap": number(cap)}


def _need(found: Outlook) -> str:
    most = max(month.total for month in found.forecast.months)
    cap = found.forecast.cap
    if cap is None:
        return _("About %(count)s a month. Your plan has no limit.") % {"count": number(most)}
    text = _("About %(count)s a month, of %(cap)s.")
    return text % {"count": number(most), "cap": number(cap)}


registry.register(Quota())
