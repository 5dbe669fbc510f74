"""Starts on a date of the friend: on a birthday, the day before a reservation, a year after a purchase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.names import name_of
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_date import (
    chosen_date,
    chosen_date_problems,
    distance_fields,
    which_date,
    yearly_field,
)
from linesteps.triggers.kind import TriggerKind, registry
from linesteps.triggers.moments import days_from, first_after

#: Years back from which a yearly date may come.
_OLDEST = 150


class DateAttribute(TriggerKind):
    """At a clock time of the account's zone; a date counts as it stands at that very moment."""

    name = "date_attribute"
    is_timed = True

    def block(self) -> blocks.Block:
        """Which date, how far from it, at which time."""
        yearly = _("For birthdays. Without it, for a reservation: that one day only.")
        return blocks.StructBlock(
            [which_date(), yearly_field(default=True, help_text=yearly), *distance_fields()],
            icon="date",
            label=_("Date of the friend"),
            label_format="{attribute}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No date attribute, no time, or a number of days out of range."""
        return chosen_date_problems(value, compiling)

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Days counted from the date, negative before it."""
        return chosen_date(value, compiling)

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Never by an activity."""
        return False

    def next_time(self, config: Mapping[str, Any], after: datetime, zone: ZoneInfo) -> datetime | None:
        """Once a day; whose day it is says ``dates``."""
        return first_after(days_from(after, zone, 4), config["at"], after, zone)

    def repeats(self, config: Mapping[str, Any]) -> bool:
        """A birthday comes again."""
        return bool(config["every_year"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「誕生日の3日前の10:00(毎年)」."""
        days = value["days"] if isinstance(value.get("days"), int) else 0
        said = {"date": name_of(value.get("attribute")), "n": days, "at": str(value.get("at") or "…")[:5]}
        if not days:
            text = gettext("On %(date)s at %(at)s") % said
        elif value.get("direction") == "after":
            text = ngettext("%(n)s day after %(date)s at %(at)s", "%(n)s days after %(date)s at %(at)s", days)
            text %= said
        else:
            text = ngettext(
                "%(n)s day before %(date)s at %(at)s", "%(n)s days before %(date)s at %(at)s", days
            )
            text %= said
        return gettext("%(when)s, every year") % {"when": text} if value.get("every_year") else text


def dates(config: Mapping[str, Any], due_at: datetime, zone: ZoneInfo) -> tuple[date, list[str]]:
    """The day that the moment is about, and the stored values that fall on it.

    Whoever was born on 29 February has the 28th in a year without it.
    """
    day = due_at.astimezone(zone).date() - timedelta(days=config["days"])
    if not config["every_year"]:
        return day, [day.isoformat()]
    ends = [f"{day:-%m-%d}"]
    if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
        ends.append("-02-29")
    years = range(max(day.year - _OLDEST, 1), day.year + 1)
    return day, [f"{year:04d}{end}" for year in years for end in ends]


registry.register(DateAttribute())
