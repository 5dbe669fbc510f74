"""Dates: a wait until a day that is over holds nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import short_day


class Dates(Check):
    """Waits until a date, seen from the day on which the first people enter."""

    name = "dates"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Dates")

    def look(self, seen: Seen) -> list[Finding]:
        """Dates that are over; nothing for a scenario without dates."""
        first = seen.start_at.astimezone(seen.account.zone).date()
        dated = list(_dates(seen))
        over = [(step_id, day) for step_id, day in dated if day < first]
        if dated and not over:
            return [Finding(level=Level.OK, text=_("All dates are still to come."))]
        text = _(
            "“%(step)s”: %(day)s is over, so nobody waits and what follows is sent at once. Choose another date."
        )
        return [
            Finding(
                level=Level.WARNING,
                text=text % {"step": seen.title(step_id), "day": short_day(day)},
                step_id=step_id,
                place=("steps",),
            )
            for step_id, day in over
        ]


def _dates(seen: Seen) -> Iterator[tuple[str, date]]:
    for step_id, part in seen.parts.items():
        if isinstance(part.config.get("until"), str):
            yield step_id, date.fromisoformat(part.config["until"])


registry.register(Dates())
