"""How a LINE audience stands: one word and one sentence."""

from __future__ import annotations

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.lineaudiences.models import LineAudience

State = LineAudience.State


def word_of(row: LineAudience) -> str:
    """One word."""
    if row.is_unwanted:
        return _("Being deleted")
    if row.state == State.READY and not row.is_sendable:
        return _("Run out")
    return str(row.get_state_display())


def sentence_of(row: LineAudience) -> str:
    """What that means, or what is wrong."""
    if row.fault:
        return row.fault
    if row.state == State.READY and row.is_sendable:
        return _("Choose it in a narrowcast.")
    return {
        State.COLLECTING.value: _("We look who belongs to the segment."),
        State.UPLOADING.value: _("LINE is being told."),
        State.WORKING.value: _("LINE is making it; that takes minutes, for many people longer."),
    }.get(row.state, _("LINE keeps audiences for 180 days. Renew it, or delete it."))


def tone_of(row: LineAudience) -> str:
    """For the color of the word."""
    if row.state in (State.FAILED, State.EXPIRED) or (row.state == State.READY and not row.is_sendable):
        return "warning"
    return "live" if row.state == State.READY else ""


def people_of(row: LineAudience) -> str:
    """How many LINE counts in it."""
    if row.people is None:
        return "–"
    number = formats.number_format(row.people, force_grouping=True)
    return ngettext("%(n)s person", "%(n)s people", row.people) % {"n": number}


def source_of(row: LineAudience) -> str:
    """Where its people come from."""
    if row.kind == LineAudience.Kind.UPLOAD:
        return str(row.segment) if row.segment else _("A segment that was deleted")
    return str(row.narrowcast) if row.narrowcast else _("A narrowcast that was deleted")


def as_of(row: LineAudience) -> str:
    """Of which moment it is, and until when it can be used."""
    if row.made_at is None:
        return "–"
    return _("as of %(day)s") % {"day": _day(row, row.made_at)}


def until(row: LineAudience) -> str:
    """Until when it can be used, with the days that are left when there are few."""
    if row.expires_at is None:
        return ""
    days = (row.expires_at - clock.now()).days
    text = _day(row, row.expires_at)
    if 0 <= days <= 14:
        left = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
        return f"{text} ({left})"
    return text


def _day(row: LineAudience, at: Any) -> str:
    return formats.date_format(timezone.localtime(at, row.account.zone), "SHORT_DATETIME_FORMAT")
