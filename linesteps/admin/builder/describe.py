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
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.admin.builder.asked import asked_in, asked_title, conditions_of, hints, unknown_notes
from linesteps.admin.builder.costs import costs, people_at
from linesteps.admin.builder.sentences import gap, sentences
from linesteps.admin.builder.values import plain_value
from linesteps.admin.builder.whole import too_deep, whole
from linesteps.blocks.note import note_of, without_empty_note
from linesteps.blocks.recursion import walk_plain
from linesteps.blocks.unknown import LOST
from linesteps.followers.names import remembered_names
from linesteps.messages.kind import registry as message_kinds
from linesteps.messages.stream import in_order
from linesteps.scenarios.compiler import Found, problems
from linesteps.scenarios.days import days_of
from linesteps.steps.kind import registry as step_kinds
from linesteps.steps.stream import root_block
from linesteps.triggers.kind import registry as trigger_kinds
from linesteps.triggers.stream import triggers_block

Plain = Mapping[str, Any]

#: What the menu offers first; kinds of the site follow in the order of their registration.
_FIRST = (
    "send", "wait", "wait_for", "wait_date", "branch", "split", "goal", "jump", "end", "start_scenario",
    "end_others", "tag", "attribute", "notify_staff", "call_webhook",
)  # fmt: skip


#: What a sketch takes from the draft that is saved, and what stands for it without one.
OF_DRAFT: Mapping[str, Any] = {"goals": None, "exit_rules": None, "exit_match": "any", "exits_at_goal": False,
    "holdout_percent": 0, "publish_with_id": None,
}  # fmt: skip


@dataclass(kw_only=True)
class Sketch:
    """A scenario as it stands in the browser, not saved: what the compiler needs to look at it."""

    pk: Any
    account: Account
    steps: Any
    triggers: Any
    #: Of the draft that is saved: the picture does not show them, but a trial keeps to them.
    goals: Any = None
    exit_rules: Any = None
    exit_match: str = "any"
    exits_at_goal: bool = False
    holdout_percent: int = 0
    #: The page that it waits for: its messages may show what is no page for others yet.
    publish_with_id: int | None = None

    @classmethod
    def of(
        cls,
        account: Account,
        scenario_id: int | None,
        steps: list[Any],
        triggers: list[Any],
        draft: Any = None,
        publish_with: Any = "",
    ) -> Sketch:
        """From plain streams, and a draft for all else; ``publish_with`` as the form says it."""
        said = {"publish_with_id": int(publish_with)} if str(publish_with or "").isdecimal() else {}
        return cls(
            **{**({name: getattr(draft, name) for name in OF_DRAFT} if draft is not None else {}), **said},
            pk=scenario_id,
            account=account,
            steps=root_block().to_python(steps),
            triggers=triggers_block().to_python(triggers),
        )


def account_of(pk: Any) -> Account | None:
    """The chosen account; before one is chosen, any, so that the picture can be drawn; None if there is none."""
    found = Account.objects.filter(pk=pk).first() if str(pk or "").isdecimal() else None
    return found or Account.objects.order_by("pk").first()


@remembered_names()
def describe(sketch: Sketch, steps: Sequence[Plain], triggers: Sequence[Plain]) -> dict[str, Any]:
    """Cards by step id, problems of the scenario as a whole, and one sentence about all of it."""
    found = [*problems(sketch), *too_deep(steps)]
    days, said, titles = days_of(steps), sentences(steps, sketch.account), asked_in(steps)
    counts, inside, unknown = (
        costs(steps, triggers),
        people_at(sketch.pk),
        unknown_notes(steps, sketch.account),
    )
    told = hints(steps, sketch.account)
    cards = {}
    for number, step in enumerate(walk_plain([dict(one) for one in steps]), start=1):
        step_id = str(step.get("id") or "")
        card = card_of(step, [one for one in found if one.problem.step_id == step_id])
        card["number"] = number
        card["sentence"] = said.get(step_id) or card["summary"]
        card["day"] = days.by_step[step_id].days if step_id in days.by_step else None
        card["hint"] = told.get(step_id, "")
        card["counts"], card["inside"] = counts.get(step_id), inside.get(step_id, 0)
        if card["paths"]:
            card["snippet"] = _asked(step, titles)
            card["paths"][-1]["note"] = unknown.get(step_id, "")
        cards[step_id] = card
    return {
        "cards": cards,
        "problems": [_problem(one) for one in found if not one.problem.step_id],
        "start": " / ".join(
            trigger_kinds.get(one["type"]).said(one["value"])
            for one in triggers
            if one["type"] in trigger_kinds
        )
        or _("No start condition yet"),
        "summary": whole(sketch, triggers, days.total.days, days.most_sends),
        "errors": sum(one.problem.is_error for one in found),
    }


def card_of(step: Plain, found: Sequence[Found] = ()) -> dict[str, Any]:
    """What one step shows: kind, title, sentence, ways out and problems."""
    if step["type"] not in step_kinds:
        words = _("The kind “%(kind)s” is not installed on this site.") % {"kind": step["type"]}
        lost = {"kind": LOST, "title": words, "summary": words, "short": words, "paths": [], "isEnd": False}
        lost |= {"snippet": "", "words": words, "target": "", "note": ""}
        return {**lost, "problems": [_problem(one) for one in found]}
    kind = step_kinds.get(step["type"])
    return {
        "kind": kind.name,
        "title": _said(_title, step),
        "summary": _said(kind.summary, step["value"]),
        "short": _said(gap, step["value"]) if kind.name == "wait" else "",
        "snippet": _snippet(step),
        "words": _words(step),
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
    """Sends that the menu offers by their first message, since people think of a coupon, not of a send;
    and what kinds of steps suggest, filled in already."""
    stream = root_block().child_blocks["send"].child_blocks["messages"]
    found = []
    for kind in in_order():
        child = stream.child_blocks[kind.name]
        said = {"name": kind.name, "label": str(child.label), "icon": child.meta.icon}
        message = {"type": kind.name, "value": _default(child)}
        found.append({**said, "group": str(child.meta.group or ""), **_example(child), "message": message})
    for step_kind in step_kinds:
        for one in step_kind.suggestions():
            step = {
                "type": step_kind.name,
                "value": one.value,
                "needsSend": one.asks_send,
                "hasGap": one.comes_later,
            }
            name = f"{step_kind.name}-{len(found)}"
            found.append({"name": name, "label": str(one.label), "icon": one.icon, "step": step})
    return found


def _example(child: blocks.Block) -> dict[str, str]:
    """What the block is for, and Wagtail's page that shows it filled in; nothing for a block that has none."""
    if not child.is_previewable:
        return {}
    query = urlencode({"id": child.definition_prefix})
    url = f"{reverse('wagtailadmin_block_preview')}?{query}"
    return {"description": str(child.get_description()), "example": url}


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


def _problem(found: Found) -> dict[str, Any]:
    return {
        "message": str(found.problem.message),
        "isError": found.problem.is_error,
        "path": list(found.problem.path),
    }


def _title(step: Plain) -> str:
    """What the card is called by; a send that says nothing yet, by what it will be."""
    kind, value = step_kinds.get(step["type"]), step["value"]
    title = kind.title(value)
    if kind.name != "send" or title != "…":
        return title
    child = root_block().child_blocks["send"]
    stream = child.child_blocks["messages"]
    first = next((part["type"] for part in value.get("messages") or []), "")
    return str(stream.child_blocks[first].label if first in stream.child_blocks else child.label)


def _asked(step: Plain, titles: Mapping[str, str]) -> str:
    """Of which message a branch asks, and what others decide by, where that is not to be seen on their paths."""
    if step["type"] != "branch":
        kind = step_kinds.get(step["type"])
        said = _said(kind.summary, step["value"])
        return "" if all(path.label in said for path in kind.paths(step["value"])) else said
    title = asked_title(step["value"], titles)
    return _("About “%(step)s”") % {"step": title} if title else ""


def _snippet(step: Plain) -> str:
    """What friends read first, where the title of a send does not say it."""
    value = step["value"]
    if step["type"] != "send" or not value.get("name"):
        return ""
    return next((words for words in _message_words(value) if words), "")


def _words(step: Plain) -> str:
    """Everything by which people look for a step: coupons, texts, tags, links."""
    value = step["value"]
    if step["type"] == "send":
        return " ".join(_message_words(value))
    if step["type"] == "branch":
        return " ".join(kind.summary(condition) for kind, condition in conditions_of(value))
    return ""


def _message_words(value: Plain) -> list[str]:
    parts = [part for part in value.get("messages") or [] if part["type"] in message_kinds]
    return [message_kinds.get(part["type"]).summary(part["value"]) for part in parts]
