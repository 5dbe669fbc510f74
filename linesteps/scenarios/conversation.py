"""A drawn scenario as the conversation that a friend would see, from the start to the last day.

Drafts are welcome: what is not ready is told in words, never an error. Which way is taken at a branch is
the viewer's choice. How a real run decides is the simulator's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.blocks.recursion import walk_plain
from linesteps.followers.names import remembered_names
from linesteps.messages.referred import looked_up_ahead
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.plain import plain
from linesteps.scenarios.reading_order import ReadingOrder, paths_of
from linesteps.scenarios.telling import ENDED, Item, Telling, messages_of
from linesteps.triggers.kind import registry as trigger_kinds

Plain = Mapping[str, Any]
_MORNING = time(10, 0)


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """All items in order, and the ids of all steps on the way."""

    start: datetime
    items: Sequence[Item]
    passed: Sequence[str] = ()

    def messages(self) -> list[Mapping[str, Any]]:
        """Every message object in it."""
        return [message for item in self.items for message in item.messages]

    def to_json(self) -> dict[str, Any]:
        """For the browser; texts are in the language that is active."""
        return {
            "days": max(item.day for item in self.items),
            "items": [self._item(one) for one in self.items],
            "passed": list(self.passed),
        }

    def _item(self, item: Item) -> dict[str, Any]:
        return {
            "kind": item.kind,
            "step": item.step_id,
            "seconds": int((item.at - self.start).total_seconds()),
            "heading": _heading(item),
            "clock": f"{item.at:%H:%M}",
            "depth": item.depth,
            "text": item.text,
            "messages": list(item.messages),
            "note": item.note,
            "port": item.port,
            "ways": [{"port": port, "label": label} for port, label in item.ways],
        }


def _heading(item: Item) -> str:
    """Such as 「3日目 19:00」."""
    values = {"day": item.day, "time": f"{item.at:%H:%M}"}
    return (_("Day %(day)s, %(time)s") if item.day else _("First day, %(time)s")) % values


@remembered_names()
def conversation(
    drawn: Drawn,
    *,
    values: Mapping[str, str],
    ways: Mapping[str, str] | None = None,
    via: str = "",
    start: datetime | None = None,
) -> Conversation:
    """One way through a scenario; a constant number of queries, however many steps there are.

    Args:
        drawn: the scenario or a draft of it; may be unfinished.
        values: what stands for each token (``personalise.values_for``).
        ways: the port to take, by id of a branch; the first way where nothing is said.
        via: a step that the conversation shall lead to, if the choice of ways alone can do it.
        start: when it begins (aware); 10 o'clock of this day unless told otherwise.
    """
    steps = plain(drawn.steps)
    order = ReadingOrder(steps)
    telling = _begin(drawn, order, start, values)
    chosen = {**(ways or {}), **order.ways_to(via)}
    with looked_up_ahead(part for step in walk_plain(steps) for part in messages_of(step)):
        # A dict, since it remembers the order.
        seen: dict[str, None] = {}
        step = order.first
        while step is not None:
            step = _pass(step, telling, order, chosen, seen)
    return Conversation(start=telling.start, items=telling.items, passed=tuple(seen))


def _pass(
    step: Plain, telling: Telling, order: ReadingOrder, chosen: Mapping[str, str], seen: dict[str, None]
) -> Plain | None:
    step_id = str(step.get("id") or "")
    if step_id in seen:
        telling.add("again", step_id=step_id, text=_("From here on earlier steps come again."))
        return None
    seen[step_id] = None
    if paths := paths_of(step):
        path = next((one for one in paths if one.port == chosen.get(step_id)), paths[0])
        telling.branch(step, paths, path)
        return path.steps[0] if path.steps else order.after(step_id)
    goal = telling.step(step)
    if goal is ENDED:
        return None
    return order.steps.get(goal) if goal else order.after(step_id)


@remembered_names()
def every_way(drawn: Drawn, *, values: Mapping[str, str], start: datetime | None = None) -> Conversation:
    """All ways through a scenario in reading order, for a page on which nothing can be chosen."""
    steps = plain(drawn.steps)
    telling = _begin(drawn, ReadingOrder(steps), start, values)
    with looked_up_ahead(part for step in walk_plain(steps) for part in messages_of(step)):
        _tell_all(steps, telling)
    return Conversation(start=telling.start, items=telling.items)


def _tell_all(steps: Sequence[Plain], telling: Telling) -> None:
    for step in steps:
        paths = paths_of(step)
        if not paths:
            telling.step(step)
            continue
        telling.branch(step, paths, None)
        began, ends = telling.at, []
        for path in paths:
            telling.at = began
            telling.depth += 1
            telling.add("path", step_id=str(step.get("id") or ""), text=path.label)
            _tell_all(path.steps, telling)
            telling.depth -= 1
            ends.append(telling.at)
        telling.at = max(ends)


def _begin(drawn: Drawn, order: ReadingOrder, start: datetime | None, values: Mapping[str, str]) -> Telling:
    zone = drawn.account.zone
    if start is None:
        start = datetime.combine(clock.now().astimezone(zone).date(), _MORNING, tzinfo=zone)
    telling = Telling(drawn, order.steps, start, values)
    for trigger in plain(drawn.triggers):
        if trigger["type"] in trigger_kinds:
            telling.add("start", text=trigger_kinds.get(trigger["type"]).said(trigger["value"]))
    if not telling.items:
        telling.add("start", text=_("No start condition yet"))
    return telling


def example_values(account: Account) -> dict[str, str]:
    """What stands in the messages when nobody in particular is looking."""
    return {"display_name": str(_("Hanako")), "account_name": account.name}
