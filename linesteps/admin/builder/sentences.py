"""What each step does and when, as one sentence: 「3日後の19:00に「お客様の声」を送る」."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.accounts.quiet import after_quiet_hours
from linesteps.admin.builder.asked import asked_in, only_condition, shared_attribute
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]


def sentences(steps: Sequence[Plain], account: Account) -> dict[str, str]:
    """By step id; sends and branches say how long after the step before them, others what their kind says."""
    return dict(_Telling(steps, account).walk(steps, is_start=True))


class _Telling:
    """One scenario, told once."""

    def __init__(self, steps: Sequence[Plain], account: Account) -> None:
        self.account = account
        self.titles = asked_in(steps)

    def walk(self, steps: Sequence[Plain], *, is_start: bool) -> Iterator[tuple[str, str]]:
        before: Plain | None = None
        for step in steps:
            yield str(step.get("id") or ""), self._tell(step, before, is_start=is_start)
            if step["type"] in step_kinds:
                for path in step_kinds.get(step["type"]).paths(step["value"]):
                    yield from self.walk(path.steps, is_start=False)
            before = step

    def _tell(self, step: Plain, before: Plain | None, *, is_start: bool) -> str:
        if step["type"] not in step_kinds:
            return ""
        kind, value = step_kinds.get(step["type"]), step["value"]
        text = ""
        if kind.name == "send":
            text = self._sending(kind.title(value), before, is_start=is_start)
        elif kind.name == "branch":
            text = self._branching(value, before)
        return text or kind.summary(value)

    # -- sends --

    def _sending(self, name: str, before: Plain | None, *, is_start: bool) -> str:
        if before is None or before["type"] != "wait":
            return _("Send “%(name)s” right away") % {"name": name} if before is None and is_start else ""
        value = before["value"]
        if not is_simple(value):
            return ""
        amount, unit, at = value["amount"], value.get("unit") or "days", str(value.get("at") or "")[:5]
        values = {"n": amount, "at": at, "quiet": self._quiet(at), "name": name}
        if unit == "minutes":
            text = ngettext(
                "%(n)s minute later, send “%(name)s”", "%(n)s minutes later, send “%(name)s”", amount
            )
        elif unit == "hours":
            text = ngettext("%(n)s hour later, send “%(name)s”", "%(n)s hours later, send “%(name)s”", amount)
        elif at and not amount:
            text = _("At the next %(at)s%(quiet)s, send “%(name)s”")
        elif at:
            text = ngettext(
                "%(n)s day later at %(at)s%(quiet)s, send “%(name)s”",
                "%(n)s days later at %(at)s%(quiet)s, send “%(name)s”",
                amount,
            )
        else:
            text = ngettext("%(n)s day later, send “%(name)s”", "%(n)s days later, send “%(name)s”", amount)
        return text % values

    def _quiet(self, at: str) -> str:
        """That a clock time lies within the quiet hours, in brackets."""
        account = self.account
        try:
            local = time.fromisoformat(at)
        except ValueError:
            return ""
        today = clock.now().astimezone(account.zone).date()
        moment = datetime.combine(today, local, tzinfo=account.zone)
        due = after_quiet_hours(account, moment.astimezone(UTC)).astimezone(account.zone)
        if due <= moment:
            return ""
        is_next_day = due.date() - moment.date() >= timedelta(days=1)
        text = (
            _(" (moved to %(at)s next day: quiet hours)")
            if is_next_day
            else _(" (moved to %(at)s: quiet hours)")
        )
        return text % {"at": f"{due:%H:%M}".removeprefix("0")}

    # -- branches --

    def _branching(self, value: Plain, before: Plain | None) -> str:
        attribute = shared_attribute(value, self.account)
        who = attribute or self._who(value)
        hours = value.get("wait_hours")
        if isinstance(hours, int) and hours > 0:
            return self._waiting(value, who, hours)
        if before is None or before["type"] != "wait" or not is_simple(before["value"]):
            return attribute or _("Check: %(who)s") % {"who": who}
        return capfirst(_("Check %(when)s: %(who)s") % {"when": gap(before["value"]), "who": who})

    def _who(self, value: Plain) -> str:
        only = only_condition(value)
        if only is not None:
            kind, condition = only
            title = self.titles.get(kind.step_asked(condition), "")
            split = kind.split(condition, title) if title else ""
            if split:
                return split
        return _(" / ").join(path.label for path in step_kinds.get("branch").paths(value))

    def _waiting(self, value: Plain, who: str, hours: int) -> str:
        days, rest = divmod(hours, 24)
        time_ = (
            ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
            if rest
            else npgettext("at most", "%(n)s day", "%(n)s days", days) % {"n": days}
        )
        only = only_condition(value)
        soon = only[0].as_soon_as(only[1]) if only else ""
        soon = soon or _("Continue as soon as it is known: %(who)s") % {"who": who}
        return _("%(soon)s (wait up to %(time)s)") % {"soon": soon, "time": time_}


def is_simple(value: Plain) -> bool:
    """Whether a wait is a length, with or without a clock time, and nothing else."""
    return isinstance(value.get("amount"), int) and not value.get("until") and not value.get("weekdays")


def gap(value: Plain) -> str:
    """What stands on the way to the next step, such as 「3日後の19:00」; the whole sentence if it is special."""
    amount, unit, at = value.get("amount"), value.get("unit") or "days", str(value.get("at") or "")[:5]
    if not is_simple(value) or not isinstance(amount, int):
        return step_kinds.get("wait").summary(value)
    if unit == "minutes":
        text = ngettext("%(n)s minute later", "%(n)s minutes later", amount)
    elif unit == "hours":
        text = ngettext("%(n)s hour later", "%(n)s hours later", amount)
    elif at and not amount:
        text = _("at the next %(at)s")
    elif at:
        text = ngettext("%(n)s day later at %(at)s", "%(n)s days later at %(at)s", amount)
    else:
        text = ngettext("%(n)s day later", "%(n)s days later", amount)
    return text % {"n": amount, "at": at}
