"""What is said of a scenario as a whole: how much in how long a time, and where it grows too deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.accounts.models import Account
from linesteps.messages.kind import Problem
from linesteps.scenarios.compiler import Found
from linesteps.steps.kind import registry as step_kinds
from linesteps.triggers.kind import registry as trigger_kinds

Plain = Mapping[str, Any]
#: Branches inside one another that people still keep in their heads.
_DEEP = 2


class HasAccount(Protocol):
    """A drawn scenario."""

    account: Account


def whole(scenario: HasAccount, triggers: Sequence[Plain], days: int, sends: int) -> str:
    """Such as 「友だち追加から14日間で最大5通。静かな時間 21:00–9:00 は翌9:00に送ります。」."""
    if not sends:
        return _("No message yet.")
    if days:
        text = ngettext("Up to %(sends)s message %(time)s.", "Up to %(sends)s messages %(time)s.", sends) % {
            "sends": sends,
            "time": _time(triggers, days),
        }
    else:
        text = ngettext("Up to %(sends)s message at once.", "Up to %(sends)s messages at once.", sends)
        text %= {"sends": sends}
    quiet = _quiet(scenario.account)
    return _("%(amount)s %(quiet)s") % {"amount": text, "quiet": quiet} if quiet else text


def _time(triggers: Sequence[Plain], days: int) -> str:
    known = [
        one for one in triggers if one["type"] in trigger_kinds and trigger_kinds.get(one["type"]).is_start
    ]
    beginning = _("the start")
    if len(known) == 1:
        beginning = trigger_kinds.get(known[0]["type"]).beginning(known[0]["value"])
    text = ngettext("over %(days)s day after %(beginning)s", "over %(days)s days after %(beginning)s", days)
    return text % {"days": days, "beginning": beginning}


def _quiet(account: Account) -> str:
    start, end = account.quiet_from, account.quiet_until
    if start is None or end is None:
        return ""
    hours = {"start": _clock(start), "end": _clock(end)}
    if start > end:
        return _("Quiet hours %(start)s–%(end)s: sent at %(end)s the next day.") % hours
    return _("Quiet hours %(start)s–%(end)s: sent at %(end)s.") % hours


def _clock(at: Any) -> str:
    return f"{at:%H:%M}".removeprefix("0")


def too_deep(steps: Sequence[Plain]) -> list[Found]:
    """Advice for branches inside branches inside branches."""
    text = _(
        "Branches inside one another this deep are hard to follow. "
        "Let people go on in a scenario of their own instead."
    )
    return [
        Found(problem=Problem(message=text, step_id=step_id, is_error=False), place=("steps",))
        for step_id in _deep(steps, 0)
    ]


def _deep(steps: Sequence[Plain], depth: int) -> Iterator[str]:
    for step in steps:
        if step["type"] not in step_kinds:
            continue
        paths = list(step_kinds.get(step["type"]).paths(step["value"]))
        if paths and depth == _DEEP:
            yield str(step.get("id") or "")
        for path in paths:
            yield from _deep(path.steps, depth + 1)
