"""From a drawn scenario to a graph: every problem named at its step, or the compiled form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.blocks.recursion import walk_plain
from linesteps.errors import LinestepsError
from linesteps.followers.attributes import facts_of
from linesteps.followers.names import remembered_names
from linesteps.goals.compiled import goals_of
from linesteps.goals.kind import registry as goal_kinds
from linesteps.graph import Graph, Node
from linesteps.messages.kind import Compiling, Problem, Source, problems_of, unknown_kind
from linesteps.scenarios.carry_over import Inside, people_at_deleted_steps
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.exits import compile_exits, exit_problems
from linesteps.scenarios.loops import loop_from
from linesteps.scenarios.page_wait import as_if_live
from linesteps.scenarios.plain import plain
from linesteps.scenarios.start_conditions import CompiledTrigger, check_starts, compile_starts
from linesteps.steps.kind import registry as step_kinds
from linesteps.steps.stream import without_notes

Place = tuple[str | int, ...]
#: By step id: (position, address, label); the address is empty for answer buttons.
Links = dict[str, list[tuple[int, str, str]]]
_LONGEST_ID = 64


@dataclass(frozen=True, kw_only=True)
class Found:
    """A problem and its place in the form.

    Args:
        problem: what is wrong; its ``step_id`` is set.
        place: field name, index in the stream, then names and indexes downwards.
    """

    problem: Problem
    place: Place


class ScenarioHasProblems(LinestepsError):
    """A scenario cannot be published; ``found`` says why, problem by problem."""

    def __init__(self, found: list[Found]) -> None:
        self.found = found
        super().__init__(" ".join(str(one.problem.message) for one in found))


@dataclass(kw_only=True)
class Compiled:
    """Everything that a version needs."""

    graph: Graph
    triggers: list[CompiledTrigger]
    goals: list[dict[str, Any]] = field(default_factory=list)
    links: Links = field(default_factory=dict)
    #: By step id, what its messages are filled from, and its own value as it was drawn.
    sources: dict[str, set[Source]] = field(default_factory=dict)
    drawn: dict[str, Any] = field(default_factory=dict)

    def content_hash(self) -> str:
        """Equal for versions of which nobody could ever tell the difference, whatever they are filled from."""
        graph = self.graph.content_hash()
        if not self.sources:
            return graph
        sources = {step_id: sorted(found) for step_id, found in self.sources.items()}
        told = json.dumps([graph, sources, self.drawn], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


@remembered_names()
def problems(scenario: Drawn) -> list[Found]:
    """All that stands between the drawn scenario and its publication; warnings included."""
    with as_if_live(scenario):
        return _Walk(scenario).check()


@remembered_names()
def look_through(scenario: Drawn) -> tuple[list[Found], Compiled | None]:
    """All problems, and the compiled form of a drawing that is sound in itself.

    What must be said about people inside first keeps nobody from looking at the drawing.
    """
    with as_if_live(scenario):
        walk = _Walk(scenario)
        found = walk.check()
        is_sound = not any(one.problem.is_error and one.place[0] != "deleted" for one in found)
        return found, walk.compile() if is_sound else None


@remembered_names()
def compile_scenario(scenario: Drawn) -> Compiled:
    """The compiled form.

    Raises:
        ScenarioHasProblems: something must be mended first.
    """
    with as_if_live(scenario):
        walk = _Walk(scenario)
        errors = [found for found in walk.check() if found.problem.is_error]
        if errors:
            raise ScenarioHasProblems(errors)
        return walk.compile()


class _Walk:
    """One pass over one drawn scenario."""

    def __init__(self, scenario: Drawn) -> None:
        self.scenario = scenario
        self.steps = without_notes(plain(scenario.steps))
        self.triggers = plain(scenario.triggers)
        self.rules, self.goals = _drawn(scenario, "exit_rules"), _drawn(scenario, "goals")
        self.at_goal = bool(getattr(scenario, "exits_at_goal", False))
        self.held_out = int(getattr(scenario, "holdout_percent", 0) or 0)
        self.kinds = {str(step.get("id")): str(step["type"]) for step in walk_plain(self.steps)}
        self.values = {str(step.get("id")): step["value"] for step in walk_plain(self.steps)}
        self.facts = facts_of(scenario.account)
        self.nodes: dict[str, Node] = {}
        self.links: Links = {}
        self.sources: dict[str, set[Source]] = {}
        self.drawn: dict[str, Any] = {}

    def compiling(self, step_id: str = "") -> Compiling:
        return Compiling(
            account=self.scenario.account,
            scenario_id=self.scenario.pk or 0,
            step_id=step_id,
            facts=self.facts,
            step_kinds=self.kinds,
            step_values=self.values,
        )

    # -- checking --

    def check(self) -> list[Found]:
        starts = check_starts(self.triggers, self.compiling)
        found = [Found(problem=problem, place=("triggers", *problem.path)) for problem in starts]
        found += self._check_steps(self.steps, ("steps",))
        found += self._check_ends()
        if not self.steps:
            text = _("There is no step yet. Add a message.")
            found.append(Found(problem=Problem(message=text), place=("steps",)))
        found += self._check_ids()
        if not any(one.problem.is_error for one in found):
            found += self._check_loops()
        if not any(one.problem.is_error for one in found):
            found += self._check_people()
        return found

    def _check_ends(self) -> list[Found]:
        """Goals, and when people leave early."""
        found = []
        for number, goal in enumerate(self.goals):
            if goal["type"] not in goal_kinds:
                found.append(Found(problem=unknown_kind(goal["type"], ()), place=("goals", number)))
                continue
            for problem in problems_of(goal_kinds.get(goal["type"]), goal["value"], self.compiling()):
                found.append(Found(problem=problem, place=("goals", number, *problem.path)))
        has_goal = bool(self.goals) or "goal" in self.kinds.values()
        for problem in exit_problems(self.rules, self.at_goal, has_goal, self.compiling()):
            found.append(Found(problem=problem, place=("exit_rules", *problem.path)))
        if self.held_out and not has_goal:
            text = _(
                "%(percent)s%% of the friends are held out to compare with, but there is no goal to compare by. "
                "Add one, or hold out nobody."
            ) % {"percent": self.held_out}
            found.append(Found(problem=Problem(message=text, is_error=False), place=("goals",)))
        return found

    def _check_steps(self, steps: Sequence[Mapping[str, Any]], place: Place) -> list[Found]:
        found = []
        for number, step in enumerate(steps):
            here = (*place, number)
            step_id = str(step.get("id") or "")
            if step["type"] not in step_kinds:
                problem = replace(unknown_kind(step["type"], ()), step_id=step_id)
                found.append(Found(problem=problem, place=here))
                continue
            kind = step_kinds.get(step["type"])
            for problem in problems_of(kind, step["value"], self.compiling(step_id)):
                found.append(Found(problem=replace(problem, step_id=step_id), place=(*here, *problem.path)))
            for path in kind.paths(step["value"]):
                found += self._check_steps(path.steps, (*here, *path.place))
            if kind.is_end() and number + 1 < len(steps):
                text = _("Nothing after this step can be reached. Move or delete what follows.")
                found.append(Found(problem=Problem(message=text, step_id=step_id), place=here))
        return found

    def _check_ids(self) -> list[Found]:
        seen: set[str] = set()
        for step in walk_plain(self.steps):
            step_id = str(step.get("id") or "")
            if not step_id or step_id in seen or len(step_id) > _LONGEST_ID:
                text = _("Two steps share one identity. Save the draft once, then publish.")
                return [Found(problem=Problem(message=text, step_id=step_id), place=("steps",))]
            seen.add(step_id)
        return []

    def _check_loops(self) -> list[Found]:
        """A way that comes back to where it was without any wait would never end."""
        graph = self.compile().graph
        done: set[str] = set()
        for start in graph.nodes:
            looped = loop_from(graph, start, done)
            if looped:
                text = _(
                    "This way comes back to itself without a wait and would never end. Put a wait into it."
                )
                return [Found(problem=Problem(message=text, step_id=looped), place=("steps",))]
        return []

    def _check_people(self) -> list[Found]:
        """People at a deleted step need an answer; a sketch that nobody publishes has no such question."""
        inside, deleted = getattr(self.scenario, "inside", None), getattr(self.scenario, "deleted", None)
        if inside != Inside.MOVE or deleted:
            return []
        people = people_at_deleted_steps(self.scenario.pk, self.compile().graph)
        if not people:
            return []
        text = ngettext(
            "%(count)s person stands at a step that you deleted. Say what becomes of them.",
            "%(count)s people stand at a step that you deleted. Say what becomes of them.",
            people,
        )
        return [Found(problem=Problem(message=text % {"count": people}), place=("deleted",))]

    # -- compiling --

    def compile(self) -> Compiled:
        self.nodes, self.links, self.sources, self.drawn = {}, {}, {}, {}
        entry = self._compile_steps(self.steps, after=None)
        goals = goals_of(self.goals, self.nodes, self.compiling())
        match = getattr(self.scenario, "exit_match", "any")
        exits = compile_exits(self.rules, match, goals if self.at_goal else [], self.compiling())
        return Compiled(
            graph=Graph(entry=entry, nodes=self.nodes, exits=exits),
            triggers=compile_starts(self.triggers, self.compiling),
            goals=goals,
            links=self.links,
            sources=self.sources,
            drawn=self.drawn,
        )

    def _compile_steps(self, steps: Sequence[Mapping[str, Any]], after: str | None) -> str | None:
        """Compile a stream that goes on at ``after``; returns where it begins."""
        begin = after
        for step in reversed(steps):
            kind = step_kinds.get(step["type"])
            step_id = str(step["id"])
            compiling = self.compiling(step_id)
            config = kind.compile(step["value"], compiling)
            ports: dict[str, str | None] = {
                path.port: self._compile_steps(path.steps, after=begin) for path in kind.paths(step["value"])
            }
            if not ports and not (kind.is_end() and kind.jump_target(config) is None):
                ports["next"] = kind.jump_target(config) or begin
            self.nodes[step_id] = Node(id=step_id, kind=kind.name, config=config, ports=ports)
            if compiling.links:
                self.links[step_id] = compiling.numbered_links()
            if compiling.sources:
                self.sources[step_id], self.drawn[step_id] = compiling.sources, step["value"]
            begin = step_id
        return begin


def _drawn(scenario: Drawn, name: str) -> list[dict[str, Any]]:
    """A stream that a sketch from the browser may be without."""
    stream = getattr(scenario, name, None)
    return plain(stream) if stream is not None else []
