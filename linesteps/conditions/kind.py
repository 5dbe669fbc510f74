"""What a kind of condition is, and the registry of all kinds: one file, one kind, one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from wagtail import blocks

from linesteps.accounts.models import Account
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
    #: Whether it becomes so by one act, for which a step can wait.
    is_event: bool = False
    #: Whether there are friends of whom nothing is known, such as those who never told their gender.
    may_be_unknown: bool = False
    #: Whether it asks about a run through a scenario, so that it means nothing of people in general.
    is_of_run: bool = False

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

    def parts(self, config: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Compiled conditions inside this one, whose facts are loaded instead of its own; none for most kinds."""
        return ()

    def scenarios(self, config: Mapping[str, Any]) -> frozenset[int]:
        """Ids of scenarios whose starts and ends may turn the answer; none for most kinds."""
        inside = (registry.get(part["kind"]).scenarios(part["config"]) for part in self.parts(config))
        return frozenset().union(*inside)

    def unknown_to(self, config: Mapping[str, Any]) -> Q | None:
        """Followers for whom nothing is known, so that there is no answer; ``None`` if there always is one."""
        return None

    def asks_of_run(self, config: Mapping[str, Any]) -> bool:
        """Whether this very question is about a run; then it can be neither counted nor saved in a segment."""
        return self.is_of_run or any(
            registry.get(part["kind"]).asks_of_run(part["config"]) for part in self.parts(config)
        )

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """Exactly those followers of whom ``holds`` says ``True``, as a filter; ``None`` where there is none.

        Only for speed. A kind that gives one gives ``unknown_to`` too, if it has people without an answer.
        Write the names of fields and lookups here, as keyword arguments: from ``config`` come values only.
        """
        return None

    def bounds(self, config: Mapping[str, Any], account: Account, now: datetime) -> tuple[Q, Q] | None:
        """Filters for those for whom it holds surely, and for those for whom it holds perhaps (surely included)."""
        surely = self.matching(config, account, now)
        if surely is None:
            return None
        unknown = self.unknown_to(config)
        return surely, surely if unknown is None else surely | unknown

    def summary(self, value: Mapping[str, Any]) -> str:
        """The condition in a few words that say who, such as 「リンクを押した人」."""
        raise NotImplementedError

    def opposite(self, value: Mapping[str, Any]) -> str:
        """Everybody else in as few words, such as 「押していない人」; empty if there is no good word."""
        return ""

    def note(self, value: Mapping[str, Any], compiling: Compiling) -> str:
        """What an editor should know of whom this can and cannot tell apart; empty for most kinds.

        Args:
            value: plain.
            compiling: with ``step_values``.
        """
        return ""

    def step_asked(self, value: Mapping[str, Any]) -> str:
        """The id of the step that the question is about; empty for most kinds."""
        return ""

    def split(self, value: Mapping[str, Any], step: str) -> str:
        """Both sides of a branch that asks only this, in one phrase; empty if the labels say it all.

        Args:
            value: the condition's plain value.
            step: the title of the step that ``step_asked`` named.
        """
        return ""

    def as_soon_as(self, value: Mapping[str, Any]) -> str:
        """How a branch that waits for this is put, such as 「リンクを押したらすぐ進む」; empty if there is no word."""
        return ""

    def until(self, value: Mapping[str, Any]) -> str:
        """The moment at which it becomes so, as the end of “Wait until …”, such as 「リンクを押す」."""
        return self.summary(value)

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


#: Filters that let all pass, and none.
EVERYBODY, NOBODY = Q(pk__isnull=False), Q(pk__isnull=True)

registry: Registry[ConditionKind] = Registry("condition")
