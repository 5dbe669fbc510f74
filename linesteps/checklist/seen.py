"""What all checks look at: one drawn scenario, read and compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.blocks.recursion import walk_plain
from linesteps.checklist.beside import Beside, running_beside
from linesteps.checklist.course import Course
from linesteps.followers.attributes import facts_of
from linesteps.followers.names import remembered_names
from linesteps.messages.kind import Compiling
from linesteps.personalise import Fact
from linesteps.scenarios.compiler import Compiled, Found, look_through
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.steps.kind import registry as step_kinds


@dataclass(frozen=True, kw_only=True)
class Part:
    """One compiled step, and the addresses in it; an answer button's is empty."""

    config: Mapping[str, Any]
    links: list[str]


class Seen:
    """A drawn scenario with all that checks ask of it; each question is answered once.

    Args:
        drawn: a draft as an object, a form's instance, or a sketch from the browser.
        tried: ``"step id port"`` of every way that somebody has tried out without keeping the trial.
    """

    def __init__(self, drawn: Any, *, tried: frozenset[str] = frozenset()) -> None:
        self.drawn = drawn
        self.tried = tried
        self.account: Account = drawn.account
        self.moment = clock.now()
        self.steps = plain(drawn.steps)
        self.triggers = plain(drawn.triggers)
        self._answers: dict[str, Any] = {}

    def once(self, name: str, ask: Callable[[], Any]) -> Any:
        """The answer to a question that several ask, worked out for the first of them only."""
        if name not in self._answers:
            self._answers[name] = ask()
        return self._answers[name]

    @cached_property
    def _looked_through(self) -> tuple[list[Found], Compiled | None]:
        return look_through(self.drawn)

    @property
    def found(self) -> list[Found]:
        """The compiler's problems, warnings included."""
        return self._looked_through[0]

    @property
    def compiled(self) -> Compiled | None:
        """The compiled form; ``None`` while the drawing itself has errors."""
        return self._looked_through[1]

    @cached_property
    def saved(self) -> Scenario | None:
        """The stored row, if there is one."""
        if not self.drawn.pk:
            return None
        return Scenario.objects.select_related("current_version").filter(pk=self.drawn.pk).first()

    @property
    def is_live(self) -> bool:
        """Whether it was published before and takes in people."""
        return self.saved is not None and self.saved.live and self.saved.current_version_id is not None

    @cached_property
    def start_at(self) -> datetime:
        """When the first person can enter (aware)."""
        planned: datetime | None = getattr(self.drawn, "go_live_at", None)
        return max(self.moment, planned) if planned else self.moment

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Each step that has no error, compiled, by step id, in reading order."""
        wrong = {one.problem.step_id for one in self.found if one.problem.is_error}
        return {
            step_id: self._part(step_id, kind)
            for step_id, kind in self.kind_of.items()
            if step_id and step_id not in wrong and kind in step_kinds
        }

    def _part(self, step_id: str, kind: str) -> Part:
        if self.compiled is not None:
            links = [url for _position, url, _label in self.compiled.links.get(step_id, [])]
            return Part(config=self.compiled.graph.nodes[step_id].config, links=links)
        compiling = Compiling(
            account=self.account,
            scenario_id=self.drawn.pk or 0,
            step_id=step_id,
            facts=self.facts,
            step_kinds=self.kind_of,
            step_values=self.values,
        )
        config = step_kinds.get(kind).compile(self.values[step_id], compiling)
        return Part(config=config, links=compiling.links)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """What placeholders may take of the account's attributes, by key."""
        return facts_of(self.account)

    @cached_property
    def links(self) -> dict[str, str]:
        """The first step that holds each address, by address, in reading order."""
        found: dict[str, str] = {}
        for step_id, part in self.parts.items():
            for url in part.links:
                if url:
                    found.setdefault(url, step_id)
        return found

    def sends(self) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        """Step id and message objects of each step that sends, in reading order."""
        for step_id, part in self.parts.items():
            kind = step_kinds.get(self.kind_of[step_id])
            if messages := kind.preview(part.config):
                yield step_id, list(messages)

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """The kind of each step, by step id, in reading order."""
        return {str(step.get("id") or ""): str(step["type"]) for step in walk_plain(self.steps)}

    @cached_property
    def values(self) -> dict[str, Mapping[str, Any]]:
        """The plain value of each step, by step id."""
        return {str(step.get("id") or ""): step["value"] for step in walk_plain(self.steps)}

    @cached_property
    def course(self) -> Course | None:
        """When a friend would be where; ``None`` while the drawing has errors."""
        if self.compiled is None:
            return None
        return Course(self.compiled.graph, self.steps, self.account)

    @cached_property
    def beside(self) -> list[Beside]:
        """The account's other scenarios that send now."""
        return running_beside(self.account, self.drawn.pk)

    def where(self, step_id: str) -> str:
        """Such as 「3. お客様の声」; empty for what is no step."""
        return self._names.get(step_id, "")

    def title(self, step_id: str) -> str:
        """Such as 「お客様の声」."""
        return self.where(step_id).partition(". ")[2] or self.where(step_id)

    @cached_property
    def _names(self) -> dict[str, str]:
        return names_of(self.steps)


@remembered_names()
def names_of(steps: list[dict[str, Any]]) -> dict[str, str]:
    """Number and name of each step, such as 「3. お客様の声」, by step id, counted in reading order."""
    names = {}
    for number, step in enumerate(walk_plain(steps), start=1):
        title = ""
        if step["type"] in step_kinds:
            title = step_kinds.get(step["type"]).stats_label(step["value"])
        names[str(step.get("id") or "")] = f"{number}. {title}" if title else f"{number}."
    return names
