"""The list as the dialog draws it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.forecast.outlook import Basis, Outlook
from linesteps.checklist.live_edit import LiveEdit
from linesteps.checklist.look import Row
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import long_day, month_name, number
from linesteps.scenarios.page_wait import awaited_page


def rows_json(rows: Iterable[Row], seen: Seen) -> list[dict[str, Any]]:
    """Each check with its findings."""
    return [
        {
            "name": row.check.name,
            "title": row.check.title(),
            "findings": [_finding(one, seen) for one in row.findings],
        }
        for row in rows
    ]


def _finding(one: Finding, seen: Seen) -> dict[str, Any]:
    return {
        "level": one.level.value,
        "text": one.text,
        "where": seen.where(one.step_id),
        "step": one.step_id,
        "path": list(one.path),
        "field": str(one.place[0]) if one.place else "",
        "page": one.page,
        "pageLabel": one.page_label,
        "act": one.act,
        "about": one.about,
        "isDone": bool(one.act) and one.level == Level.OK,
    }


def outlook_json(found: Outlook | None) -> dict[str, Any] | None:
    """The forecast: its months, each in parts, in numbers for the picture and in words for the table."""
    if found is None:
        return None
    forecast = found.forecast
    return {
        "cap": forecast.cap,
        "capWords": number(forecast.cap) if forecast.cap is not None else _("no limit"),
        "isCapKnown": found.is_cap_known,
        "reached": _reached_in_words(found),
        "entries": _entries_in_words(found),
        "sources": [source.name or _("This scenario") for source in forecast.sources],
        "months": [
            {
                "name": month_name(month.first),
                "used": month.used,
                "usedWords": number(month.used),
                "parts": [round(part, 1) for part in month.parts],
                "partWords": [number(part) for part in month.parts],
                "total": round(month.total, 1),
                "totalWords": number(month.total),
            }
            for month in forecast.months
        ],
    }


def _reached_in_words(found: Outlook) -> str:
    day = found.forecast.reached_on
    return _("Around %(day)s the cap is reached.") % {"day": long_day(day)} if day is not None else ""


def _entries_in_words(found: Outlook) -> str:
    count = f"{found.entries_per_day:.1f}".removesuffix(".0")
    texts = {
        Basis.TYPED: _("As written here: %(count)s a day."),
        Basis.PAST: _("Mean of the last 28 days: %(count)s a day."),
        Basis.FRIENDS: _("New friends of the last 28 days: %(count)s a day."),
        Basis.UNKNOWN: _("Not known yet."),
    }
    return texts[found.basis] % {"count": count}


def live_edit_json(found: LiveEdit | None) -> dict[str, Any] | None:
    """What changes for people inside."""
    if found is None:
        return None
    text = ngettext("%(count)s person is inside now.", "%(count)s people are inside now.", found.inside)
    return {
        "inside": text % {"count": number(found.inside)},
        "atDeleted": found.at_deleted,
        "changes": [
            {
                "where": change.where or _("A step of an older version"),
                "kind": change.kind.value,
                "people": _people(change.people),
            }
            for change in found.changes
        ],
    }


def _people(count: int) -> str:
    return ngettext("%(count)s person here", "%(count)s people here", count) % {"count": number(count)}


def publish_words(seen: Seen, friends: int) -> str:
    """What the last button says."""
    if (page := awaited_page(seen.drawn)) is not None:
        return _("Publish together with “%(page)s”") % {"page": page.get_admin_display_title()}
    if seen.start_at > seen.moment:
        return _("Publish at the planned time")
    if seen.is_live:
        return _("Apply the changes")
    text = ngettext(
        "Publish (the %(count)s person who is a friend already gets nothing)",
        "Publish (the %(count)s people who are friends already get nothing)",
        friends,
    )
    return text % {"count": number(friends)} if friends else _("Publish")
