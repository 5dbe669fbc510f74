"""Periods in whole days of the reader's time zone, the same in lists and on the page of results."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from linesteps import clock


def beginning_of_last(days: int) -> datetime:
    """The first moment of the last days, today included."""
    return beginning_of(today() - timedelta(days=days - 1))


def beginning_of(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def today() -> date:
    """The day that it is for the reader."""
    return clock.now().astimezone(timezone.get_current_timezone()).date()
