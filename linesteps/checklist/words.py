"""Dates, times and numbers as the list says them."""

from __future__ import annotations

from datetime import date, time

from django.utils import formats
from django.utils.translation import ngettext, pgettext


def short_day(day: date) -> str:
    """Such as 「12/5」 or “5 Dec”."""
    return formats.date_format(day, pgettext("format of a date without its year", "j M"))


def long_day(day: date) -> str:
    """Such as 「12月5日」 or “5 December”."""
    return formats.date_format(day, pgettext("format of a date without its year, in full", "j F"))


def month_name(day: date) -> str:
    """Such as 「12月」 or “December”."""
    return formats.date_format(day, "F")


def clock_time(at: time) -> str:
    """Such as “9:00”, as the golden sentences write it."""
    return f"{at.hour}:{at.minute:02}"


def number(count: float) -> str:
    """A whole number, with its thousands set apart."""
    return formats.number_format(round(count), use_l10n=True, force_grouping=True)


def days_later(days: int) -> str:
    """How a wait of some days is called, such as 「3日後」 or “3 days”."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
