"""Which day of the week and what time it is just now, in the account's own zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import dates
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.conditions.kind import EVERYBODY, NOBODY, ConditionKind, Subject, registry
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem


class WeekdayTimeCondition(ConditionKind):
    """Asks of the moment and not of the friend."""

    name = "weekday_time"

    def block(self) -> blocks.Block:
        """Days, and from when until when."""
        return blocks.StructBlock(
            [
                (
                    "weekdays",
                    blocks.MultipleChoiceBlock(
                        choices=[(str(number), name) for number, name in dates.WEEKDAYS.items()],
                        label=_("only on"),
                        required=False,
                        help_text=_("None chosen: any day."),
                    ),
                ),
                ("after", blocks.TimeBlock(label=_("from"), required=False)),
                (
                    "before",
                    blocks.TimeBlock(
                        label=_("until"),
                        required=False,
                        help_text=_(
                            "Up to this time, not included. If it is the earlier one, the night between."
                        ),
                    ),
                ),
            ],
            icon="time",
            label=_("Weekday and time"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Neither day nor time, or a span of no length."""
        if not {int(day) for day in value.get("weekdays") or []} <= set(dates.WEEKDAYS):
            raise ValueError("There are seven weekdays.")
        spans = [time.fromisoformat(value[name]) for name in ("after", "before") if value.get(name)]
        if not value.get("weekdays") and not spans:
            text = _("Choose weekdays, or say from when until when.")
            return [Problem(message=text, path=("weekdays",))]
        if len(spans) == 2 and spans[0] == spans[1]:
            text = _("From and until are the same time. Leave both empty for the whole day.")
            return [Problem(message=text, path=("before",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Numbers of days, and clock times."""
        return {
            "weekdays": sorted({int(day) for day in value.get("weekdays") or []}),
            "after": str(value["after"])[:5] if value.get("after") else None,
            "before": str(value["before"])[:5] if value.get("before") else None,
        }

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Nothing: the clock knows."""
        return {}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """The hours after midnight belong to the night that began the day before."""
        local = ctx.now.astimezone(ZoneInfo(ctx.time_zone))
        now, day = local.time(), local.date()
        after = time.fromisoformat(config["after"]) if config["after"] else time.min
        before = time.fromisoformat(config["before"]) if config["before"] else None
        if before is not None and before < after:
            if now < before:
                day -= timedelta(days=1)
            elif now < after:
                return False
        elif now < after or (before is not None and now >= before):
            return False
        return not config["weekdays"] or day.weekday() in config["weekdays"]

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """The same for all: the clock knows."""
        moment = Context(
            now=now,
            time_zone=account.time_zone,
            enrolment_id=0,
            follower_id=0,
            entered_at=now,
            arrived_at=now,
        )
        return EVERYBODY if self.holds(config, None, moment) else NOBODY

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「土曜日・日曜日の10:00〜18:00」."""
        joint = pgettext("between days of the week", ", ")
        days = joint.join(str(dates.WEEKDAYS[int(day)]) for day in value.get("weekdays") or [])
        after, before = (str(value.get(name) or "")[:5] for name in ("after", "before"))
        if not after and not before:
            return gettext("it is %(days)s") % {"days": days or "…"}
        values = {"days": days, "after": after or "0:00", "before": before or "24:00"}
        if days:
            return gettext("it is %(days)s, %(after)s to %(before)s") % values
        return gettext("it is %(after)s to %(before)s") % values


registry.register(WeekdayTimeCondition())
