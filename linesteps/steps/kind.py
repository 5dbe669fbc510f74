"""What a kind of step is, and the registry of all kinds.

One file, one kind, one name: ``steps/wait.py`` is block type, graph kind, stats key, template stem,
test stem and docs page. ADDING_STEPS.md shows how to add one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from wagtail import blocks

from linesteps.graph import Context, Fact, Result
from linesteps.messages.kind import Compiling, Problem
from linesteps.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Path:
    """A way out of a step that has steps of its own, before all ways rejoin behind the step.

    Args:
        port: the way's name in the graph.
        label: who takes it, in the reader's language.
        place: where its steps are inside the step's plain value.
        steps: those steps, plain.
    """

    port: str
    label: str
    place: tuple[str | int, ...]
    steps: Sequence[Mapping[str, Any]]


#: The port of those who go on although nothing was found, or nothing happened, that another path asks for.
ELSE = "else"
#: Stands in a suggestion for the id of the send before the new step.
SEND_BEFORE = "ls:send-before"


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A step that the menu offers filled in already.

    Args:
        label: how the menu calls it.
        icon: one of Wagtail's.
        value: the plain value; ``SEND_BEFORE`` in it stands for the send before the new step.
        asks_send: whether it makes sense only where a send stands before it.
        comes_later: whether some time passes before it, as before a new message.
    """

    label: str | Promise
    icon: str
    value: Mapping[str, Any]
    asks_send: bool = False
    comes_later: bool = False


class StepKind:
    """A kind of step: a form for editors, its compiled config, and a pure function that runs it."""

    #: The frozen name: stored data carries it.
    name: str
    #: Whether ``run`` may say different things of people who came here at one moment. If not, it is asked once for
    #: all of them, and may look at the times, the zone and ``is_resumed`` only.
    looks_at_person = True

    def block(self) -> blocks.Block:
        """A new StructBlock for editors. Keep it loose, so that half-finished drafts can be saved."""
        raise NotImplementedError

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """What must be mended before publishing. ``value`` is the plain (JSON) value, not validated."""
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The step as plain JSON. Called only when ``problems`` names no error."""
        return dict(value)

    def paths(self, value: Mapping[str, Any]) -> Iterator[Path]:
        """The ways out that have steps of their own; none for most kinds."""
        return iter(())

    def jump_target(self, config: Mapping[str, Any]) -> str | None:
        """The id of the step that the port ``next`` leads to, if not the following one."""
        return None

    def suggestions(self) -> Sequence[Suggestion]:
        """Steps of this kind that people often want; offered instead of an empty one where they make sense."""
        return ()

    def is_end(self) -> bool:
        """Whether nothing can follow."""
        return False

    def surely_waits(self, config: Mapping[str, Any]) -> bool:
        """Whether nobody passes here at once, so that a way over this step may lead back to itself."""
        return False

    def duration(self, value: Mapping[str, Any]) -> timedelta:
        """How long a friend stays here at the most; for day hints, so roughly. Never raises."""
        return timedelta()

    def facts(self, config: Mapping[str, Any]) -> Sequence[Fact]:
        """What must be loaded for a batch before ``run``."""
        return ()

    def wakes_on(self, config: Mapping[str, Any]) -> frozenset[str]:
        """The activity kinds that end a wait at this step early; none for most kinds."""
        return frozenset()

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """What happens to one follower here. Pure: no ORM, clock, network or random."""
        raise NotImplementedError

    def preview(self, config: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The message objects that a friend would see."""
        return []

    def summary(self, value: Mapping[str, Any]) -> str:
        """One plain sentence about what the step does, in the reader's language."""
        raise NotImplementedError

    def title(self, value: Mapping[str, Any]) -> str:
        """What a sentence calls the step by: the editor's name for it, else what it does."""
        return str(value.get("name") or self.summary(value))

    def stats_label(self, value: Mapping[str, Any]) -> str:
        """How reports call the step."""
        return str(value.get("name") or self.summary(value))


registry: Registry[StepKind] = Registry("step")
