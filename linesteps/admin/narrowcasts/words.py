"""How a narrowcast stands, whom it means, and what LINE counts, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from linesteps.narrowcasts.attributes import AREA_NAMES, GENDERS
from linesteps.narrowcasts.models import Narrowcast

State = Narrowcast.State


def word_of(row: Narrowcast) -> str:
    """One word."""
    return str(row.get_state_display())


def sentence_of(row: Narrowcast) -> str:
    """What that means, or what is wrong."""
    if row.fault:
        return row.fault
    if row.state == State.SCHEDULED and row.due_at is not None:
        return _("Goes out at %(time)s") % {"time": moment(row, row.send_at or row.due_at)}
    return {
        State.DRAFT.value: _("Nobody gets it before somebody presses “Send it”."),
        State.SENDING.value: _("LINE is being asked to send it."),
        State.ACCEPTED.value: _("LINE delivers it in the background; that takes minutes."),
        State.DONE.value: _("LINE has delivered it."),
    }.get(row.state, "")


def tone_of(row: Narrowcast) -> str:
    """For the color of the word."""
    if row.state in (State.FAILED, State.UNCLEAR):
        return "warning"
    return "live" if row.state in (State.SCHEDULED, State.SENDING, State.ACCEPTED, State.DONE) else ""


def moment(row: Narrowcast, at: datetime) -> str:
    """A time by the account's clock."""
    return formats.date_format(timezone.localtime(at, row.account.zone), "SHORT_DATETIME_FORMAT")


def when(row: Narrowcast) -> str:
    """When it was or will be sent."""
    at = row.first_tried_at or row.send_at
    return moment(row, at) if at is not None else "–"


def told(count: int | None, is_asked: bool) -> str:
    """A number of LINE's; what LINE hides is never shown as 0.

    Args:
        is_asked: whether LINE was asked already.
    """
    if count is not None:
        return str(formats.number_format(count, force_grouping=True))
    return _("fewer than 20") if is_asked else "–"


def got_it(row: Narrowcast) -> str:
    """How many LINE delivered it to."""
    return told(row.reached, False)


def saw_it(row: Narrowcast) -> str:
    """How many saw it."""
    return told(row.saw, row.told_at is not None)


def whom(row: Narrowcast) -> list[str]:
    """Whom it means, one sentence for each condition; all of them hold."""
    return list(_audiences(row)) + list(_attributes(row)) or [_("Every friend of the account.")]


def _audiences(row: Narrowcast) -> Iterator[str]:
    include, exclude = [one.name for one in row.include.all()], [one.name for one in row.exclude.all()]
    if include:
        is_all = row.include_match == Narrowcast.Match.ALL and len(include) > 1
        joined = (_(" and also in ") if is_all else _(" or in ")).join(
            _("“%(name)s”") % {"name": name} for name in include
        )
        yield _("Who is in %(names)s.") % {"names": joined}
    if exclude:
        yield _("Who is not in %(names)s.") % {
            "names": _(" or in ").join(_("“%(name)s”") % {"name": name} for name in exclude)
        }


def _attributes(row: Narrowcast) -> Iterator[str]:
    if row.genders:
        names = dict(GENDERS)
        yield _(" or ").join(str(names.get(one, one)) for one in row.genders) + _(".")
    ages = (row.get_age_from_display(), row.get_age_below_display())
    if any(ages):
        yield _range(
            ages,
            _("Aged %(low)s or older."),
            _("Younger than %(high)s."),
            _("Aged %(low)s to under %(high)s."),
        )
    if row.app:
        yield _("With %(phone)s.") % {"phone": row.get_app_display()}
    if row.areas:
        yield _("In %(names)s.") % {"names": _(", ").join(str(AREA_NAMES.get(one, one)) for one in row.areas)}
    periods = (row.get_friend_from_display(), row.get_friend_below_display())
    if any(periods):
        yield _range(
            periods,
            _("Friends for %(low)s or longer."),
            _("Friends for less than %(high)s."),
            _("Friends for %(low)s or longer, and for less than %(high)s."),
        )


def _range(pair: tuple[str, str], low: str, high: str, both: str) -> str:
    text = both if all(pair) else (low if pair[0] else high)
    return text % {"low": pair[0], "high": pair[1]}
