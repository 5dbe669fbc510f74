"""Wait for a date: some days before or after a date attribute of the friend, at a clock time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.recursion import StepsRefBlock
from linesteps.followers.names import name_of
from linesteps.graph import Context, Fact, Result, WaitFor, leave_by
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_date import (
    MAX_DAYS,
    chosen_date,
    chosen_date_problems,
    distance_fields,
    which_date,
    yearly_field,
)
from linesteps.steps.kind import ELSE, Path, StepKind, registry

REACHED = "reached"
_LONGEST = timedelta(days=MAX_DAYS)


class WaitDate(StepKind):
    """Friends of whom the date is not known, or is over, take a path of their own and wait for nothing."""

    name = "wait_date"

    def block(self) -> blocks.Block:
        """Which date, how far from it, at which time, and the steps of both paths."""
        return blocks.StructBlock(
            [
                which_date(),
                *distance_fields(),
                yearly_field(
                    default=False, help_text=_("For birthdays: the next one is meant, whatever the year.")
                ),
                (REACHED, _path(_("When the day has come"))),
                (
                    "otherwise",
                    _path(
                        _("Not known, or over"),
                        _("Left empty, these friends go on at once behind this step."),
                    ),
                ),
            ],
            icon="date",
            label=_("Wait for a date of the friend"),
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No date attribute, no time, or a number of days out of range."""
        return chosen_date_problems(value, compiling)

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Days counted from the date, negative before it."""
        chosen = chosen_date(value, compiling)
        # What the condition of this name loads values by.
        asked = {"attribute_id": chosen.pop("attribute_id")}
        return {
            **chosen,
            "date": asked,
            "paths": [{"port": path.port, "label": path.label} for path in self.paths(value)],
        }

    def paths(self, value: Mapping[str, Any]) -> Iterator[Path]:
        """The day has come, or will not."""
        for port, name, label in (
            (REACHED, REACHED, gettext("When the day has come")),
            (ELSE, "otherwise", gettext("Not known, or over")),
        ):
            steps = (value.get(name) or {}).get("steps") or []
            yield Path(port=port, label=label, place=(name, "steps"), steps=steps)

    def facts(self, config: Mapping[str, Any]) -> list[Fact]:
        """The date."""
        return [Fact.of("attribute", config["date"])]

    def wakes_on(self, config: Mapping[str, Any]) -> frozenset[str]:
        """A date that is changed meanwhile counts."""
        return frozenset({"attribute_set", "attribute_cleared"})

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Wait for a day that lies ahead; it is asked for anew at each sign."""
        known = ctx.facts.get(self.facts(config)[0])
        at = None if known is None else _moment(config, str(known), ctx)
        if at is None:
            return leave_by(ELSE)
        if ctx.now >= at:
            return leave_by(REACHED)
        return Result(outcome=WaitFor(until=at, activities=self.wakes_on(config)))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「誕生日の3日前の10:00まで待つ」."""
        days = value.get("days") if isinstance(value.get("days"), int) else 0
        at = str(value.get("at") or "…")[:5]
        values = {"date": name_of(value.get("attribute")), "n": days, "at": at}
        if not days:
            return gettext("Wait until %(date)s at %(at)s") % values
        if value.get("direction") == "after":
            text = ngettext(
                "Wait until %(n)s day after %(date)s at %(at)s",
                "Wait until %(n)s days after %(date)s at %(at)s",
                days,
            )
        else:
            text = ngettext(
                "Wait until %(n)s day before %(date)s at %(at)s",
                "Wait until %(n)s days before %(date)s at %(at)s",
                days,
            )
        return text % values


def _path(label: Any, help_text: Any = "") -> blocks.StructBlock:
    steps = StepsRefBlock(label=_("steps"), help_text=help_text)
    return blocks.StructBlock([("steps", steps)], label=label, required=False)


def _moment(config: Mapping[str, Any], known: str, ctx: Context) -> datetime | None:
    """When the wait ends, in UTC; ``None`` if that was over on arrival, lies too far ahead, or is no date."""
    try:
        day = date.fromisoformat(known)
    except ValueError:
        return None
    zone = ZoneInfo(ctx.time_zone)
    arrived = ctx.arrived_at.astimezone(zone)
    # The days before or after may lead into another year than the date's.
    years = (
        (arrived.year - 1, arrived.year, arrived.year + 1, arrived.year + 2)
        if config["every_year"]
        else (day.year,)
    )
    for year in years:
        moment = _at(_in_year(day, year), config, zone)
        # By the minute, so that whoever is sent here at the very time is not a year too late.
        if moment is not None and moment >= ctx.arrived_at.replace(second=0, microsecond=0):
            return moment if moment - ctx.arrived_at <= 2 * _LONGEST else None
    return None


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        # 29 February in a year that has none: its last day.
        return date(year, 2, 28)


def _at(day: date, config: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    try:
        local = datetime.combine(
            day + timedelta(days=config["days"]), time.fromisoformat(config["at"]), tzinfo=zone
        )
        return local.astimezone(UTC)
    except OverflowError:
        return None


registry.register(WaitDate())
