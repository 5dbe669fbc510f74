"""The sentences by which a trial explains itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linesteps.blocks.recursion import walk_plain
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.steps.kind import registry as step_kinds
from linesteps.triggers.kind import registry as trigger_kinds

Plain = Mapping[str, Any]


class Words:
    """Names and sentences of one scenario, in the language that is active.

    Args:
        steps: plain.
        triggers: plain.
        zone: in which times are told.
    """

    def __init__(self, steps: Sequence[Plain], triggers: Sequence[Plain], zone: ZoneInfo) -> None:
        self.zone = zone
        self.triggers = triggers
        self.steps: dict[str, Plain] = {}
        self.numbers: dict[str, int] = {}
        for number, step in enumerate(walk_plain([dict(step) for step in steps]), start=1):
            step_id = str(step.get("id"))
            self.steps[step_id], self.numbers[step_id] = step, number

    def when(self, moment: datetime) -> str:
        """A date and time in the account's zone, with the day of the week."""
        pattern = pgettext("date and time of a trial", "D j M Y, H:i")
        return formats.date_format(moment.astimezone(self.zone), pattern)

    def clock(self, moment: datetime) -> str:
        """A time of day in the account's zone."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def step(self, step_id: str) -> str:
        """What a step is called, with its number."""
        step = self.steps.get(step_id)
        if step is None or step["type"] not in step_kinds:
            return "…"
        title = step_kinds.get(step["type"]).stats_label(step["value"])
        return f"{self.numbers[step_id]}. {title}"

    def summary(self, step_id: str) -> str:
        """What a step does."""
        step = self.steps.get(step_id)
        if step is None or step["type"] not in step_kinds:
            return "…"
        return step_kinds.get(step["type"]).summary(step["value"])

    def start(self, cause: str) -> str:
        """The start condition behind a cause."""
        for trigger in self.triggers:
            if trigger["type"] == cause and cause in trigger_kinds:
                return trigger_kinds.get(cause).said(trigger["value"])
        return _("When added by hand")

    def paths(self, step_id: str) -> dict[str, str]:
        """Who takes which way out, by port."""
        step = self.steps.get(step_id)
        if step is None or step["type"] not in step_kinds:
            return {}
        return {path.port: path.label for path in step_kinds.get(step["type"]).paths(step["value"])}

    def finding(self, step_id: str, path: int, number: int, kind: str, answer: bool | None) -> str:
        """What a condition of a branch found, as a part of a sentence."""
        try:
            items = self.steps[step_id]["value"]["paths"]
            part = items[path].get("value", items[path])["conditions"][number]
            names = {one: self.step(one) for one in self.steps}
            return condition_kinds.get(part["type"]).told(part["value"], answer, names)
        except (KeyError, IndexError, TypeError, AttributeError):
            return kind

    def decided(self, moment: datetime, findings: Sequence[str], path: str, *, is_late: bool) -> str:
        """Why a way was taken."""
        values = {"time": self.clock(moment), "findings": _(", ").join(findings), "path": path}
        if is_late:
            text = _("Nothing came in time. At %(time)s: %(findings)s, so on to “%(path)s”.")
        else:
            text = _("At %(time)s: %(findings)s, so on to “%(path)s”.")
        return text % values

    def waits_for_sign(self, moment: datetime, until: datetime, findings: Sequence[str]) -> str:
        """That a branch goes on waiting."""
        values = {
            "time": self.clock(moment),
            "findings": _(", ").join(findings),
            "until": self.when(until),
        }
        return _("At %(time)s: %(findings)s. Waits for it until %(until)s at the latest.") % values

    def took(self, moment: datetime, step_id: str, path: str) -> str:
        """Which way was taken at a step that decides by something else than conditions."""
        values = {"time": self.clock(moment), "step": self.summary(step_id), "path": path}
        return _("At %(time)s, “%(step)s”: on to “%(path)s”.") % values

    def waits_for(self, step_id: str, until: datetime) -> str:
        """That a step waits for a sign, and how long."""
        values = {"step": self.summary(step_id), "until": self.when(until)}
        return _("%(step)s: waits until %(until)s at the latest.") % values

    def waits(self, until: datetime) -> str:
        """Until when a wait lasts."""
        return _("Waits until %(until)s.") % {"until": self.when(until)}

    def enough(self, due_at: datetime) -> str:
        """That a send waits since the person has had enough."""
        text = _("The person has had enough messages lately. The message waits until %(until)s.")
        return text % {"until": self.when(due_at)}

    def quiet(self, moment: datetime, due_at: datetime) -> str:
        """That a send is moved, such as 「22:30は静かな時間のため翌9:00に変更」."""
        before, after = moment.astimezone(self.zone), due_at.astimezone(self.zone)
        days = (after.date() - before.date()).days
        clock = {"time": f"{after.hour}:{after:%M}"}
        until = {0: clock["time"], 1: _("%(time)s the next day") % clock}.get(days, self.when(due_at))
        values = {"time": self.clock(moment), "until": until}
        return _("%(time)s is within the quiet hours, so it is moved to %(until)s.") % values
