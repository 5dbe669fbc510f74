"""What the screens say of a one-off send: its state, when it goes out, how fast, and for how many."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.accounts.quiet import after_quiet_hours
from linesteps.admin.segments.words import number
from linesteps.audiences.census import Counted
from linesteps.broadcasts.models import Broadcast


def local_time(broadcast: Broadcast, at: datetime) -> str:
    """By the account's clock."""
    local = at.astimezone(broadcast.account.zone).replace(tzinfo=None)
    return formats.date_format(local, "SHORT_DATETIME_FORMAT")


def status_word(broadcast: Broadcast) -> str:
    """One word."""
    if broadcast.is_paused:
        return _("Paused")
    if broadcast.is_draft and broadcast.trouble:
        return _("Not sent: needs attention")
    return str(broadcast.get_state_display())


def status_sentence(broadcast: Broadcast) -> str:
    """One sentence beside it."""
    state = Broadcast.State
    if broadcast.is_draft:
        return broadcast.trouble
    if broadcast.state == state.SCHEDULED and broadcast.due_at:
        quiet_until = end_of_quiet(broadcast)
        text = (
            _("Goes out at %(time)s; quiet hours are on then: friends get it from %(quiet_until)s on.")
            if quiet_until
            else _("Goes out at %(time)s")
        )
        return text % {"time": local_time(broadcast, broadcast.due_at), "quiet_until": quiet_until}
    if broadcast.is_paused:
        return _("Nothing of it moves until somebody goes on.")
    if broadcast.state == state.SENDING and broadcast.started_at:
        return _("Since %(time)s") % {"time": local_time(broadcast, broadcast.started_at)}
    if broadcast.ended_at:
        return local_time(broadcast, broadcast.ended_at)
    return ""


def tone(broadcast: Broadcast) -> str:
    """For the style sheet."""
    if broadcast.is_paused or broadcast.trouble:
        return "warning"
    return "live" if broadcast.state in {Broadcast.State.SENDING, Broadcast.State.SCHEDULED} else ""


def when_words(broadcast: Broadcast) -> str:
    """When it goes out."""
    if broadcast.send_at is None:
        return _("As soon as you confirm")
    return local_time(broadcast, broadcast.send_at)


def pace_words(broadcast: Broadcast) -> str:
    """How fast."""
    count = broadcast.pace_number or 0
    if broadcast.pace == Broadcast.Pace.PER_HOUR:
        text = ngettext("At most %(n)s person in an hour", "At most %(n)s people in an hour", count)
        return text % {"n": number(count)}
    if broadcast.pace == Broadcast.Pace.WITHIN:
        text = ngettext("Spread over %(n)s hour", "Spread over %(n)s hours", count)
        return text % {"n": number(count)}
    return _("All at once")


def people_words(counted: Counted) -> str:
    """For how many people it is."""
    count = counted.matching
    if counted.is_estimate:
        return _("About %(n)s people would get it now.") % {"n": number(count)}
    return ngettext("%(n)s person would get it now.", "%(n)s people would get it now.", count) % {
        "n": number(count)
    }


def held_words(held: int, people: int) -> str:
    """That some of those people have to wait for it, since they got so many messages lately; empty for nobody."""
    if not held:
        return ""
    if held >= people:
        return _("All of them have had as many messages lately as one friend may get: they get it later.")
    text = ngettext(
        "%(n)s of them has had as many messages lately as one friend may get, and gets it later.",
        "%(n)s of them have had as many messages lately as one friend may get, and get it later.",
        held,
    )
    return text % {"n": number(held)}


def end_of_quiet(broadcast: Broadcast) -> str:
    """When friends get it at the earliest, if quiet hours are on at the moment it goes out; else empty."""
    at = broadcast.send_at or clock.now()
    end = after_quiet_hours(broadcast.account, at)
    return local_time(broadcast, end) if end > at else ""


def left_of_month(plan: tuple[int | None, int, bool]) -> int | None:
    """How many messages are left; ``None`` where that is not known or there is no limit."""
    cap, used, is_known = plan
    return max(cap - used, 0) if is_known and cap is not None else None


def rows_of(broadcast: Broadcast) -> list[tuple[str, Any]]:
    """What it is, for the last question and the page of results."""
    from linesteps.broadcasts.course import to_words

    hours = broadcast.sent_content.get("expires_hours")
    rows = [
        (_("LINE Official Account"), broadcast.account.name),
        (_("To whom"), to_words(broadcast)),
        (_("When"), when_words(broadcast)),
        (_("How fast"), pace_words(broadcast)),
    ]
    if hours:
        text = ngettext(
            "Not sent if more than %(n)s hour late", "Not sent if more than %(n)s hours late", hours
        )
        rows.append((_("If late"), text % {"n": hours}))
    return rows
