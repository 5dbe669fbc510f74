"""Quiet hours: nobody's phone rings at night for a message that nobody asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from linesteps.accounts.models import Account

#: Spreads neighbouring ids evenly (Knuth's multiplicative hash).
_SCATTER, _RANGE = 2654435761, 2**32
#: A send so soon after the start answers what the person just did, and ignores quiet hours.
PROMPT_WITHIN = timedelta(minutes=5)


def after_quiet_hours(account: Account, moment: datetime) -> datetime:
    """``moment``, or the end of the account's quiet hours if it falls into them (aware, UTC)."""
    if account.quiet_until is None or not account.is_quiet_at(moment):
        return moment
    local = moment.astimezone(account.zone)
    day = local.date() if local.time() < account.quiet_until else local.date() + timedelta(days=1)
    return datetime.combine(day, account.quiet_until, tzinfo=account.zone).astimezone(UTC)


class Mornings:
    """``send_time`` for many people at one moment: each account's quiet hours are looked at once."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._ends: dict[int, datetime] = {}

    def is_quiet(self, account: Account) -> bool:
        """Whether it is night for the account."""
        return self._end(account) > self._moment

    def send_time(self, account: Account, follower_id: int) -> datetime:
        """See the function of this name."""
        at = self._end(account)
        return at + _share(account, follower_id) if at > self._moment else self._moment

    def _end(self, account: Account) -> datetime:
        at = self._ends.get(account.pk)
        if at is None:
            at = self._ends[account.pk] = after_quiet_hours(account, self._moment)
        return at


def send_time(account: Account, follower_id: int, moment: datetime) -> datetime:
    """``moment``, or a minute soon after the quiet hours.

    The minute is always the same for one person, so that the order of their messages stays, and differs
    between people, so that not everybody comes to the shop's site at once.
    """
    return Mornings(moment).send_time(account, follower_id)


def _share(account: Account, follower_id: int) -> timedelta:
    slot = (follower_id * _SCATTER % _RANGE) * (account.spread_minutes + 1) // _RANGE
    return timedelta(minutes=slot)
