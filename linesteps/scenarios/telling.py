"""What a friend sees of each step and when, told step by step; which step comes next is the caller's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linesteps.accounts.quiet import PROMPT_WITHIN, after_quiet_hours
from linesteps.followers.attributes import facts_of
from linesteps.graph import Context, Finish, Outcome, WaitFor, WaitUntil
from linesteps.messages.kind import UNREADABLE, Compiling, problems_of, unreadable
from linesteps.messages.shown.objects import filled, shown_messages
from linesteps.scenarios.drawn import Drawn
from linesteps.steps.kind import Path, StepKind
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]
#: The scenario is over here.
ENDED = object()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing in the conversation.

    Args:
        kind: ``start``, ``send``, ``branch``, ``path`` (a way in full view), ``todo`` (not ready), ``end``
            or ``again`` (a loop).
        at: when (aware).
        day: how many midnights of the account lie between the start and it.
        depth: in how many paths it stands, in full view.
        text: what a send or branch is called, or the whole note.
        messages: what arrives with a send.
        note: why a send comes at another time than drawn.
        port: the way that is taken at a branch.
        ways: (port, who takes it) of a branch.
    """

    kind: str
    at: datetime
    day: int
    depth: int = 0
    step_id: str = ""
    text: str = ""
    messages: Sequence[Mapping[str, Any]] = ()
    note: str = ""
    port: str = ""
    ways: Sequence[tuple[str, str]] = ()


class Telling:
    """Collects ``items`` while the time ``at`` goes on.

    Args:
        drawn: the scenario or a draft of it.
        steps: all its steps by id.
        start: when it begins (aware).
        values: what stands for each token (``personalise.values_for``).
    """

    def __init__(
        self, drawn: Drawn, steps: Mapping[str, Plain], start: datetime, values: Mapping[str, str]
    ) -> None:
        self.drawn, self.start, self.values = drawn, start, values
        self.at = start
        self.depth = 0
        self.items: list[Item] = []
        #: When the last message came: a later one never overtakes it.
        self._last = start
        self._facts = facts_of(drawn.account)
        self._kinds = {step_id: str(step["type"]) for step_id, step in steps.items()}
        self._values = {step_id: step["value"] for step_id, step in steps.items()}

    def add(self, kind: str, at: datetime | None = None, **more: Any) -> None:
        """Tell something that happens now."""
        zone = self.drawn.account.zone
        local = (at or self.at).astimezone(zone)
        day = (local.date() - self.start.astimezone(zone).date()).days
        self.items.append(Item(kind=kind, at=local, day=day, depth=self.depth, **more))

    def branch(self, step: Plain, paths: Sequence[Path], chosen: Path | None) -> None:
        """Tell which way is taken; ``None`` for all of them."""
        kind = step_kinds.get(step["type"])
        if paths and chosen is paths[-1]:
            # Whoever gives no sign is let go on when the time for it is over.
            self.at += kind.duration(step["value"])
        self.add(
            "branch",
            step_id=str(step["id"]),
            text=kind.title(step["value"]),
            port=chosen.port if chosen else "",
            ways=[(path.port, path.label) for path in paths],
        )

    def step(self, step: Plain) -> Any:
        """Tell a step without paths; returns ``ENDED``, the id of the step to go to, or ``None`` for the next."""
        try:
            return self._step(step)
        except UNREADABLE:
            self.add("todo", step_id=str(step.get("id") or ""), text=unreadable())
            return None

    def _step(self, step: Plain) -> Any:
        step_id = str(step.get("id") or "")
        if step["type"] not in step_kinds:
            words = _("The kind “%(kind)s” is not installed on this site.") % {"kind": step["type"]}
            self.add("todo", step_id=step_id, text=words)
            return None
        kind = step_kinds.get(step["type"])
        if kind.name == "send":
            compiling = self._compiling(step_id)
            messages = shown_messages(messages_of(step), compiling, self.values, step["value"])
            self._send(kind, step, messages)
            return None
        return self._other(kind, step)

    def _end(self, step_id: str) -> Any:
        self.add("end", step_id=step_id, text=_("Ends here"))
        return ENDED

    def _compiling(self, step_id: str) -> Compiling:
        return Compiling(
            account=self.drawn.account,
            scenario_id=self.drawn.pk or 0,
            step_id=step_id,
            facts=self._facts,
            step_kinds=self._kinds,
            step_values=self._values,
        )

    def _send(self, kind: StepKind, step: Plain, messages: Sequence[Mapping[str, Any]]) -> None:
        account, step_id = self.drawn.account, str(step["id"])
        is_prompt = self.at - self.start <= PROMPT_WITHIN
        due = self.at if is_prompt else after_quiet_hours(account, self.at)
        self._last = max(self._last, due)
        drawn_for = {"time": f"{self.at.astimezone(account.zone):%H:%M}"}
        note = _("Drawn for %(time)s, which is within the quiet hours.") % drawn_for
        self.add(
            "send",
            at=self._last,
            step_id=step_id,
            text=kind.title(step["value"]),
            messages=messages,
            note=note if due > self.at else "",
        )

    def _other(self, kind: StepKind, step: Plain) -> Any:
        """A wait, a jump, or a kind of the site: what it says itself, if it can be asked already."""
        step_id = str(step.get("id") or "")
        compiling = self._compiling(step_id)
        problems = [one for one in problems_of(kind, step["value"], compiling) if one.is_error]
        if problems:
            self.add("todo", step_id=step_id, text=str(problems[0].message))
            return ENDED if kind.is_end() else None
        config = kind.compile(step["value"], compiling)
        if messages := kind.preview(config):
            self._send(kind, step, filled(messages, compiling, self.values))
        outcome = kind.run(config, self._context()).outcome
        if isinstance(outcome, Finish):
            return self._end(step_id)
        self.at = max(self.at, self._until(outcome))
        return kind.jump_target(config)

    def _until(self, outcome: Outcome) -> datetime:
        if isinstance(outcome, WaitUntil):
            return outcome.at
        return outcome.until if isinstance(outcome, WaitFor) else self.at

    def _context(self) -> Context:
        return Context(
            now=self.at,
            time_zone=self.drawn.account.time_zone,
            enrolment_id=0,
            follower_id=0,
            entered_at=self.start,
            arrived_at=self.at,
        )


def messages_of(step: Plain) -> list[Plain]:
    """The plain messages of a step; a draft may hold anything."""
    value = step.get("value")
    found = value.get("messages") if isinstance(value, Mapping) else None
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []
