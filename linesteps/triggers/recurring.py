"""Starts again and again by the calendar: every day, week or month, for the friends that a filter lets in."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry
from linesteps.triggers.moments import days_from, first_after

_EVERY = (("day", _("every day")), ("week", _("every week")), ("month", _("every month")))
#: Longer than any month and its neighbour.
_AHEAD = 64


class Recurring(TriggerKind):
    """Without a filter it is for all friends; whoever is inside still when it comes again is left there."""

    name = "recurring"
    is_timed = True

    def block(self) -> blocks.Block:
        """How often, on which days, at which time."""
        return blocks.StructBlock(
            [
                ("every", blocks.ChoiceBlock(choices=_EVERY, default="month", label=_("how often"))),
                (
                    "weekdays",
                    blocks.MultipleChoiceBlock(
                        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
                        label=_("days of the week"),
                        required=False,
                        help_text=_("Only for “every week”."),
                    ),
                ),
                (
                    "day",
                    blocks.IntegerBlock(
                        label=_("day of the month"),
                        required=False,
                        default=1,
                        help_text=_(
                            "Only for “every month”: 1 to 31. A month that is shorter has its last day then."
                        ),
                    ),
                ),
                (
                    "at",
                    blocks.TimeBlock(
                        label=_("at"),
                        required=False,
                        default=time(10),
                        help_text=_("The clock time, such as 19:00."),
                    ),
                ),
            ],
            icon="history",
            label=_("Again and again"),
            label_format="{every}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No time, or no day."""
        every = value.get("every") or "month"
        if every not in dict(_EVERY) or not set(value.get("weekdays") or []) <= set("0123456"):
            raise ValueError("No form offers this.")
        if not value.get("at"):
            return [Problem(message=_("Say at which time of that day, such as 10:00."), path=("at",))]
        time.fromisoformat(value["at"])
        if every == "week" and not value.get("weekdays"):
            return [Problem(message=_("Choose at least one day of the week."), path=("weekdays",))]
        day = value.get("day")
        if every == "month" and (isinstance(day, bool) or not isinstance(day, int) or not 1 <= day <= 31):
            return [Problem(message=_("Say on which day of the month, 1 to 31."), path=("day",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Only what counts for the chosen rhythm."""
        every = value.get("every") or "month"
        return {
            "every": every,
            "weekdays": sorted(int(one) for one in value["weekdays"]) if every == "week" else [],
            "day": int(value["day"]) if every == "month" else None,
            "at": time.fromisoformat(value["at"]).strftime("%H:%M"),
        }

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Never by an activity."""
        return False

    def next_time(self, config: Mapping[str, Any], after: datetime, zone: ZoneInfo) -> datetime | None:
        """The next of its days at its time."""
        days = [day for day in days_from(after, zone, _AHEAD) if _is_on(config, day)]
        return first_after(days, config["at"], after, zone)

    def repeats(self, config: Mapping[str, Any]) -> bool:
        """That is what it is for."""
        return True

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「毎月1日の10:00」."""
        at = str(value.get("at") or "…")[:5]
        if value.get("every") == "day":
            return gettext("Every day at %(at)s") % {"at": at}
        if value.get("every") == "week":
            chosen = value.get("weekdays") or []
            names = [str(name) for number, name in WEEKDAYS.items() if str(number) in chosen]
            return gettext("Every week on %(days)s at %(at)s") % {
                "days": gettext(", ").join(names) or "…",
                "at": at,
            }
        day = value["day"] if isinstance(value.get("day"), int) else 1
        if day >= 31:
            return gettext("On the last day of every month at %(at)s") % {"at": at}
        return gettext("Every month on day %(day)s at %(at)s") % {"day": day, "at": at}


def _is_on(config: Mapping[str, Any], day: date) -> bool:
    if config["every"] == "week":
        return day.weekday() in config["weekdays"]
    if config["every"] == "month":
        return day.day == min(config["day"], calendar.monthrange(day.year, day.month)[1])
    return True


registry.register(Recurring())
