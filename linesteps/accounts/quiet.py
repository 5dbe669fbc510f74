"""Quiet hours: nobody's phone rings at night for a message that nobody asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from linesteps.accounts.models import Account

#: A send so soon after the start answers what the person just did, and ignores quiet hours.
PROMPT_WITHIN = timedelta(minutes=5)


def after_quiet_hours(account: Account, moment: datetime) -> datetime:
    """``moment``, or the end of the account's quiet hours if it falls into them (aware, UTC)."""
    if account.quiet_until is None or not account.is_quiet_at(moment):
        return moment
    local = moment.astimezone(account.zone)
    day = local.date() if local.time() < account.quiet_until else local.date() + timedelta(days=1)
    return datetime.combine(day, account.quiet_until, tzinfo=account.zone).astimezone(UTC)
