"""The drawn steps of a scenario's versions; older ones are read only when something happened on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from linesteps.blocks.recursion import walk_plain
from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.scenarios.plain import plain
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]


@dataclass(kw_only=True)
class FoundWay:
    """One path of a branch, with the people who took it, whatever it was called in their version.

    Args:
        label: who takes it.
        place: where its steps are in the value; empty for a path that the shown version does not have.
        steps: those steps.
        people: who took it.
    """

    label: str
    place: tuple[str | int, ...]
    steps: Sequence[Plain]
    people: int = 0


class Versions:
    """Steps by version.

    Args:
        scenario: whose.
        shown: the version that is drawn.
    """

    def __init__(self, scenario: Scenario, shown: ScenarioVersion | None) -> None:
        self.scenario = scenario
        self.shown = shown

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """Those of the shown version; of one from before steps were kept with it, those of today."""
        return list((self.shown.steps if self.shown else None) or plain(self.scenario.steps))

    @cached_property
    def _others(self) -> list[ScenarioVersion]:
        """All other versions, newest first; one query."""
        rows = ScenarioVersion.objects.filter(scenario_id=self.scenario.pk).defer("graph")
        rows = rows.order_by("-number")
        found = list(rows.exclude(pk=self.shown.pk) if self.shown else rows)
        for version in found:
            version.scenario = self.scenario
        return found

    def find(self, step_id: str) -> tuple[Plain | None, ScenarioVersion | None]:
        """A step that the shown version does not have, as the newest version drew it that has it."""
        for version in self._others:
            for step in walk_plain(version.steps):
                if step.get("id") == step_id:
                    return step, version
        return None, None

    def ways_of(self, step_id: str, by_way: Mapping[tuple[int, str], int]) -> list[FoundWay]:
        """The paths of a step of the shown version, then those that only older versions had.

        A path keeps its identity from version to version by the id of its list item: names of ways are
        only numbers.

        Args:
            step_id: of the shown version.
            by_way: people by version id and name of the way.
        """
        shown = _ways(self._steps_by_id.get(step_id))
        if not shown:
            return []
        found = {key: way for _port, (key, way) in shown.items()}
        for (version_id, port), people in by_way.items():
            ways = shown
            if self.shown is None or version_id != self.shown.pk:
                ways = _ways(self._old_steps.get((version_id, step_id))) or shown
            if port in ways:
                key, way = ways[port]
                gone = FoundWay(label=way.label, place=(), steps=())
                found.setdefault(key, gone).people += people
        return list(found.values())

    def way_label(self, version_id: int, step_id: str, port: str) -> str:
        """How the version called a way out of a step; empty where a step has only one."""
        is_shown = self.shown is not None and version_id == self.shown.pk
        step = self._steps_by_id.get(step_id) if is_shown else self._old_steps.get((version_id, step_id))
        found = _ways(step).get(port)
        return found[1].label if found else ""

    @cached_property
    def _steps_by_id(self) -> dict[str, Plain]:
        return {str(step.get("id")): step for step in walk_plain(self.steps)}

    @cached_property
    def _old_steps(self) -> dict[tuple[int, str], Plain]:
        return {
            (version.pk, str(step.get("id"))): step
            for version in self._others
            for step in walk_plain(version.steps)
        }


def _ways(step: Plain | None) -> dict[str, tuple[str, FoundWay]]:
    """By name of the way: the path's identity, and the path."""
    if step is None or step["type"] not in step_kinds:
        return {}
    return {
        path.port: (
            _identity(step["value"], path.place),
            FoundWay(label=path.label, place=path.place, steps=path.steps),
        )
        for path in step_kinds.get(step["type"]).paths(step["value"])
    }


def _identity(value: Any, place: Sequence[str | int]) -> str:
    """The id of the list item in which a path stands, or its place where there is none."""
    for part in place[:-1]:
        value = value[part]
        if isinstance(value, dict) and isinstance(value.get("value"), dict) and value.get("type") == "item":
            return str(value.get("id") or place)
    return "/".join(str(part) for part in place)
