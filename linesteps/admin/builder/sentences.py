"""What each step does and when, as one sentence: 「3日後の19:00に『お客様の声』を送る」."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.accounts.quiet import after_quiet_hours
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]


def sentences(steps: Sequence[Plain], account: Account) -> dict[str, str]:
    """By step id; a send says how long after the step before it, others what their kind says."""
    return dict(_walk(steps, account, is_start=True))


def _walk(steps: Sequence[Plain], account: Account, *, is_start: bool) -> Iterator[tuple[str, str]]:
    before: Plain | None = None
    for step in steps:
        if step["type"] not in step_kinds:
            before = step
            continue
        kind, value = step_kinds.get(step["type"]), step["value"]
        text = kind.summary(value)
        if kind.name == "send":
            text = _sending(kind.title(value), before, account, is_start=is_start) or text
        yield str(step.get("id") or ""), text
        for path in kind.paths(value):
            yield from _walk(path.steps, account, is_start=False)
        before = step


def _sending(name: str, before: Plain | None, account: Account, *, is_start: bool) -> str:
    if before is None or before["type"] != "wait":
        return _("Send “%(name)s” right away") % {"name": name} if before is None and is_start else ""
    value = before["value"]
    amount, unit, at = value.get("amount"), value.get("unit") or "days", str(value.get("at") or "")[:5]
    if not isinstance(amount, int) or value.get("until") or value.get("weekdays"):
        return ""
    values = {"n": amount, "at": at, "quiet": _quiet(at, account), "name": name}
    if unit == "minutes":
        text = ngettext("%(n)s minute later, send “%(name)s”", "%(n)s minutes later, send “%(name)s”", amount)
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


def _quiet(at: str, account: Account) -> str:
    """That a clock time lies within the quiet hours, in brackets."""
    try:
        local = time.fromisoformat(at)
    except ValueError:
        return ""
    moment = datetime.combine(clock.now().astimezone(account.zone).date(), local, tzinfo=account.zone)
    due = after_quiet_hours(account, moment.astimezone(UTC)).astimezone(account.zone)
    if due <= moment:
        return ""
    is_next_day = due.date() - moment.date() >= timedelta(days=1)
    text = (
        _(" (moved to %(at)s next day: quiet hours)") if is_next_day else _(" (moved to %(at)s: quiet hours)")
    )
    return text % {"at": f"{due:%H:%M}".removeprefix("0")}
