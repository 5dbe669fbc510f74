"""Wait: some minutes, hours or days; to a clock time; to certain weekdays; until a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import dates, formats
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.graph import Context, Result, WaitUntil, leave_by
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import StepKind, registry

_UNITS = (("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days")))
#: LINE's own step messages reach 30 days; a year is beyond what editors mean.
_MAX_DAYS = 366
_PER_DAY = {"minutes": 24 * 60, "hours": 24, "days": 1}


class Wait(StepKind):
    """Waits in the account's own time: “day 3 at 19:00” is local, through changes of summer time."""

    name = "wait"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """How long, and optionally at which time of which days, or until which date."""
        return blocks.StructBlock(
            [
                ("amount", blocks.IntegerBlock(label=_("how long"), required=False, default=3)),
                ("unit", blocks.ChoiceBlock(choices=_UNITS, default="days", label=_("unit"))),
                (
                    "at",
                    blocks.TimeBlock(
                        label=_("at"),
                        required=False,
                        help_text=_("The clock time, such as 19:00. Empty: any time."),
                    ),
                ),
                (
                    "weekdays",
                    blocks.MultipleChoiceBlock(
                        choices=[(str(number), name) for number, name in dates.WEEKDAYS.items()],
                        label=_("only on"),
                        required=False,
                        help_text=_("Moves on to the next of these weekdays. None chosen: any day."),
                    ),
                ),
                (
                    "until",
                    blocks.DateBlock(
                        label=_("until the date"),
                        required=False,
                        help_text=_("Instead of a length. If it is over, nobody waits."),
                    ),
                ),
            ],
            icon="time",
            label=_("Wait"),
            label_format="{amount} {unit} {at}",
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No length, or one out of range."""
        # What the form cannot produce raises here, and is told as a value that cannot be read.
        if value.get("at"):
            time.fromisoformat(value["at"])
        if value.get("until"):
            date.fromisoformat(value["until"])
        if not {int(day) for day in value.get("weekdays") or []} <= set(dates.WEEKDAYS):
            raise ValueError("There are seven weekdays.")
        if value.get("until"):
            return []
        amount, unit = value.get("amount"), value.get("unit") or "days"
        if amount is None:
            return [Problem(message=_("Say how long to wait, or until which date."), path=("amount",))]
        if not isinstance(amount, int):
            raise TypeError("A length is a whole number.")
        if not 0 <= amount <= _MAX_DAYS * _PER_DAY[unit]:
            text = gettext("A wait has between 0 and %(days)s days.") % {"days": _MAX_DAYS}
            return [Problem(message=text, path=("amount",))]
        if amount == 0 and not value.get("at") and not value.get("weekdays"):
            return [
                Problem(message=_("A wait of 0 does nothing. Give a length, or remove it."), path=("amount",))
            ]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The same, without empty parts."""
        return {
            "amount": value.get("amount") or 0,
            "unit": value.get("unit") or "days",
            "at": str(value["at"])[:5] if value.get("at") else None,
            "weekdays": sorted(int(day) for day in value.get("weekdays") or []),
            "until": str(value["until"]) if value.get("until") else None,
        }

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Wait on arrival, go on when it is over."""
        if ctx.is_resumed:
            return leave_by()
        return Result(outcome=WaitUntil(at=over_at(config, ctx.arrived_at, ctx.time_zone)))

    def surely_waits(self, config: Mapping[str, Any]) -> bool:
        """Not until a date, which may be over, nor only on weekdays, of which today may be one."""
        return not config["until"] and bool(config["amount"] or config["at"])

    def duration(self, value: Mapping[str, Any]) -> timedelta:
        """The length; clock times and weekdays move it by less than an editor counts."""
        amount, unit = value.get("amount"), value.get("unit") or "days"
        if value.get("until") or not isinstance(amount, int) or unit not in _PER_DAY:
            return timedelta()
        return timedelta(days=min(max(amount, 0) / _PER_DAY[unit], _MAX_DAYS))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「3日後の19:00まで待つ」."""
        at = str(value["at"])[:5] if value.get("at") else ""
        if value.get("until"):
            day = formats.date_format(date.fromisoformat(str(value["until"])), "DATE_FORMAT")
            text = gettext("Wait until %(day)s at %(at)s") if at else gettext("Wait until %(day)s")
            return text % {"day": day, "at": at}
        when = self._length_in_words(value, at)
        chosen = [str(dates.WEEKDAYS[int(day)]) for day in value.get("weekdays") or []]
        if chosen:
            return gettext("%(when)s (only %(days)s)") % {
                "when": when,
                "days": pgettext("between days of the week", ", ").join(chosen),
            }
        return when

    def _length_in_words(self, value: Mapping[str, Any], at: str) -> str:
        amount, unit = value.get("amount"), value.get("unit") or "days"
        # A draft may hold whatever was typed; translations count whole numbers only.
        amount = amount if isinstance(amount, int) else 0
        if unit == "minutes":
            text = ngettext("Wait %(n)s minute", "Wait %(n)s minutes", amount)
        elif unit == "hours":
            text = ngettext("Wait %(n)s hour", "Wait %(n)s hours", amount)
        elif at and amount == 0:
            text = gettext("Wait until the next %(at)s")
        elif at:
            text = ngettext(
                "Wait until %(at)s, %(n)s day later", "Wait until %(at)s, %(n)s days later", amount
            )
        else:
            text = ngettext("Wait %(n)s day", "Wait %(n)s days", amount)
        return text % {"n": amount, "at": at}


def over_at(config: Mapping[str, Any], start: datetime, time_zone: str) -> datetime:
    """When a compiled wait that began at ``start`` (aware) is over, in UTC.

    Args:
        config: what ``Wait.compile`` returned.
        start: the aware time of arrival.
        time_zone: the zone in which days and clock times are meant.
    """
    return _over_at(
        config["amount"],
        config["unit"],
        config["at"],
        tuple(config["weekdays"]),
        config["until"],
        # In UTC, since Python adds and compares two times of one zone by the clock on the wall.
        start.astimezone(UTC),
        time_zone,
    )


@lru_cache(maxsize=4096)
def _over_at(
    amount: int,
    unit: str,
    clock_time: str | None,
    weekdays: tuple[int, ...],
    until: str | None,
    start: datetime,
    time_zone: str,
) -> datetime:
    """Kept, since thousands of a batch arrive at the same moment."""
    zone = ZoneInfo(time_zone)
    earliest = start
    local = start.astimezone(zone)
    at = time.fromisoformat(clock_time) if clock_time else None
    if until:
        end = _local(date.fromisoformat(until), at or time(0), zone)
    elif unit == "days":
        day = local.date() + timedelta(days=amount)
        end = _local(day, at or local.timetz().replace(tzinfo=None), zone)
    else:
        earliest = start + _length(amount, unit)
        end = _local(earliest.astimezone(zone).date(), at, zone) if at else earliest
    if at and not until and (end < earliest or end <= start):
        # The clock time is over on that day already; the next 19:00 is never this very moment.
        end = _local(end.astimezone(zone).date() + timedelta(days=1), at, zone)
    end = _on_weekday(end, weekdays, at, zone)
    return max(end, start).astimezone(UTC)


def _on_weekday(end: datetime, weekdays: tuple[int, ...], at: time | None, zone: ZoneInfo) -> datetime:
    if not weekdays:
        return end
    local = end.astimezone(zone)
    while local.weekday() not in weekdays:
        local = _local(local.date() + timedelta(days=1), at or time(local.hour, local.minute), zone)
    return local


def _local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time; one that summer time skips becomes the first valid moment after it.

    A clock time that comes twice means its first occurrence (``fold=0``).
    """
    wanted = datetime.combine(day, at)
    while not _exists(wanted, zone):
        wanted = wanted.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return wanted.replace(tzinfo=zone)


def _exists(wanted: datetime, zone: ZoneInfo) -> bool:
    # A skipped time does not survive the way through UTC: it comes back moved by the gap.
    return wanted.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == wanted


def _length(amount: int, unit: str) -> timedelta:
    return timedelta(**{unit: amount})


registry.register(Wait())
