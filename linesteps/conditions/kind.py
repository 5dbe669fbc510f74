"""What a kind of condition is, and the registry of all kinds: one file, one kind, one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from wagtail import blocks

from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem
from linesteps.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One follower of whom a fact is wanted, as the run that asks for it."""

    follower_id: int
    enrolment_id: int
    entered_at: datetime


class ConditionKind:
    """A question about a follower: a form, one query for a whole batch, and a pure answer."""

    #: The frozen name: block type, file stem, docs page.
    name: str
    #: Activity kinds that may turn the answer; a branch that waits is woken by them.
    wakes_on: frozenset[str] = frozenset()

    def block(self) -> blocks.Block:
        """A new StructBlock for editors."""
        raise NotImplementedError

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """What keeps the question from being asked."""
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The question as plain JSON."""
        return dict(value)

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """What is known, by follower id, in at most one query for all of ``subjects``."""
        raise NotImplementedError

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """The answer for one follower; ``None`` when it is not known. Pure."""
        raise NotImplementedError

    def summary(self, value: Mapping[str, Any]) -> str:
        """The condition in a few words that say who, such as 「リンクを押した人」."""
        raise NotImplementedError

    def told(self, value: Mapping[str, Any], answer: bool | None, steps: Mapping[str, str]) -> str:
        """Its answer for one friend as a part of a sentence, such as 「リンクを押していない」.

        Args:
            value: plain.
            answer: as ``holds`` gave it.
            steps: what the steps of the scenario are called, by id.
        """
        texts = {
            True: gettext("%(condition)s: yes"),
            False: gettext("%(condition)s: no"),
            None: gettext("%(condition)s: not known"),
        }
        return texts[answer] % {"condition": self.summary(value)}


registry: Registry[ConditionKind] = Registry("condition")
