"""What the browser draws of a scenario: a card for each step, in words that the step kinds choose.

The browser holds the plain stream and changes its structure; every sentence, day and problem comes
from here, so that the picture says what the engine will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.accounts.models import Account
from linesteps.admin.builder.sentences import sentences
from linesteps.admin.builder.values import plain_value
from linesteps.blocks.note import note_of, without_empty_note
from linesteps.blocks.recursion import walk_plain
from linesteps.blocks.unknown import LOST
from linesteps.messages.kind import registry as message_kinds
from linesteps.scenarios.compiler import Found, problems
from linesteps.scenarios.days import days_of
from linesteps.steps.kind import registry as step_kinds
from linesteps.steps.stream import root_block
from linesteps.triggers.kind import registry as trigger_kinds
from linesteps.triggers.stream import triggers_block

Plain = Mapping[str, Any]

#: What the menu offers first; kinds of the site follow in the order of their registration.
_FIRST = ("text", "image", "coupon", "buttons", "send", "wait", "branch", "jump", "end")


@dataclass(kw_only=True)
class Sketch:
    """A scenario as it stands in the browser, not saved: what the compiler needs to look at it."""

    pk: Any
    account: Account
    steps: Any
    triggers: Any

    @classmethod
    def of(cls, account: Account, scenario_id: int | None, steps: list[Any], triggers: list[Any]) -> Sketch:
        """From plain streams."""
        return cls(
            pk=scenario_id,
            account=account,
            steps=root_block().to_python(steps),
            triggers=triggers_block().to_python(triggers),
        )


def describe(sketch: Sketch, steps: Sequence[Plain], triggers: Sequence[Plain]) -> dict[str, Any]:
    """Cards by step id, problems of the scenario as a whole, and one sentence about all of it."""
    found = problems(sketch)
    days = days_of(steps)
    cards, said = {}, sentences(steps, sketch.account)
    for number, step in enumerate(walk_plain([dict(one) for one in steps]), start=1):
        step_id = str(step.get("id") or "")
        card = card_of(step, [one for one in found if one.problem.step_id == step_id])
        card["number"] = number
        card["sentence"] = said.get(step_id, card["summary"])
        card["day"] = days.by_step[step_id].days if step_id in days.by_step else None
        cards[step_id] = card
    return {
        "cards": cards,
        "problems": [_problem(one) for one in found if not one.problem.step_id],
        "start": " / ".join(
            trigger_kinds.get(one["type"]).summary(one["value"])
            for one in triggers
            if one["type"] in trigger_kinds
        )
        or _("No start condition yet"),
        "summary": _summary(days.total.days, days.most_sends),
        "errors": sum(one.problem.is_error for one in found),
    }


def card_of(step: Plain, found: Sequence[Found] = ()) -> dict[str, Any]:
    """What one step shows: kind, title, sentence, ways out and problems."""
    if step["type"] not in step_kinds:
        words = _("The kind “%(kind)s” is not installed on this site.") % {"kind": step["type"]}
        lost = {"kind": LOST, "title": words, "summary": words, "short": words, "paths": [], "isEnd": False}
        return {**lost, "problems": [_problem(one) for one in found], "target": "", "note": ""}
    kind = step_kinds.get(step["type"])
    return {
        "kind": kind.name,
        "title": _said(kind.stats_label, step["value"]),
        "summary": _said(kind.summary, step["value"]),
        "short": _said(_gap, step["value"]) if kind.name == "wait" else "",
        "isEnd": kind.is_end(),
        "paths": [{"label": path.label, "place": list(path.place)} for path in kind.paths(step["value"])],
        "problems": [_problem(one) for one in found],
        "target": str(step["value"].get("step") or "") if kind.name == "jump" else "",
        "note": note_of(root_block().child_blocks[kind.name], step["value"]),
    }


def _said(say: Callable[[Plain], str], value: Plain) -> str:
    """What a kind says of a value; one that it cannot read, such as half a date, has no words yet."""
    try:
        return say(value)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return "…"


def kinds() -> dict[str, dict[str, Any]]:
    """Every kind that can be added: its name for editors, icon, group, and what a new one holds."""
    found = {}
    block = root_block()
    for kind in _in_order(step_kinds):
        child = block.child_blocks[kind.name]
        found[kind.name] = {
            "label": str(child.label),
            "icon": child.meta.icon,
            "group": str(child.meta.group or ""),
            "value": without_empty_note(child, _default(child)),
            "isEnd": kind.is_end(),
        }
    return found


def presets() -> list[dict[str, Any]]:
    """Sends that the menu offers by their first message, since people think of a coupon, not of a send."""
    stream = root_block().child_blocks["send"].child_blocks["messages"]
    found = []
    for kind in _in_order(message_kinds):
        child = stream.child_blocks[kind.name]
        message = {"type": kind.name, "value": _default(child)}
        found.append(
            {"name": kind.name, "label": str(child.label), "icon": child.meta.icon, "message": message}
        )
    return found


def _in_order(registered: Iterable[Any]) -> list[Any]:
    rank = {name: number for number, name in enumerate(_FIRST)}
    return sorted(registered, key=lambda kind: rank.get(kind.name, len(rank)))


def _default(block: Any) -> Any:
    """As a form would give it back, so that a new step is stored as it was drawn."""
    value = block.get_default()
    # A kind of the site may ask for something at once.
    with suppress(ValidationError):
        value = block.clean(value)
    return plain_value(block, value)


def _gap(value: Mapping[str, Any]) -> str:
    """What stands on the way to the next step, such as 「3日後の19:00」; the whole sentence if it is special."""
    amount, unit, at = value.get("amount"), value.get("unit") or "days", str(value.get("at") or "")[:5]
    if not isinstance(amount, int) or value.get("until") or value.get("weekdays"):
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


def _problem(found: Found) -> dict[str, Any]:
    return {
        "message": str(found.problem.message),
        "isError": found.problem.is_error,
        "path": list(found.problem.path),
    }


def _summary(days: int, sends: int) -> str:
    text = ngettext(
        "Up to %(sends)s message in %(days)s days per person.",
        "Up to %(sends)s messages in %(days)s days per person.",
        sends,
    )
    return text % {"sends": sends, "days": days}
