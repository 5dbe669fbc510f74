"""Clock times of a zone as moments, for start conditions that the clock sets off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def at_clock(day: date, at: str, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks of the zone show ``at`` (``HH:MM``) on a day.

    A time that summer time leaves out comes as much later; of one that comes twice the first is meant.
    """
    return datetime.combine(day, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)


def first_after(days: Iterable[date], at: str, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first of these moments behind ``after``.

    Args:
        days: in ascending order, from the one before ``after``'s on.
        at: the clock time.
        after: aware.
        zone: whose clocks.
    """
    return next((moment for day in days if (moment := at_clock(day, at, zone)) > after), None)


def days_from(after: datetime, zone: ZoneInfo, count: int) -> list[date]:
    """So many days from the one before ``after``'s on, as the zone counts them."""
    first = after.astimezone(zone).date() - timedelta(days=1)
    return [first + timedelta(days=number) for number in range(count)]
