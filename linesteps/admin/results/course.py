"""The steps of a version as a tree with figures: how many people came along each line of the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linesteps.admin.builder.describe import card_of
from linesteps.admin.results.shares import ENOUGH, Share
from linesteps.admin.results.versions import Versions
from linesteps.scenarios.days import days_of
from linesteps.stats.figures import Figures, StepFigures
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]


@dataclass(kw_only=True)
class Way:
    """One path of a branch.

    Args:
        label: who takes it.
        place: where its steps are in the branch's value; empty for a path that only older versions had.
        depth: how many branches it stands in.
        edge: who came along, of those who were at the branch.
        end: who came out of it, of those who were at its last step.
        stops: its steps.
    """

    label: str
    place: tuple[str | int, ...]
    depth: int
    edge: Share
    end: Share | None = None
    stops: list[Stop] = field(default_factory=list)


@dataclass(kw_only=True)
class Stop:
    """One step.

    Args:
        step_id: its id.
        kind: its kind's name.
        card: what the picture shows of it, as ``describe.card_of`` says.
        number: in reading order; ``None`` for a step that the shown version does not have.
        depth: how many branches it stands in.
        day: days since the start at which it is reached at the latest.
        figures: what happened there.
        before: who came along the line to it, of those who were at the step before.
        ways: its paths.
        version: the newest version that has it, for a step that the shown one does not have.
    """

    step_id: str
    kind: str
    card: dict[str, Any]
    number: int | None
    depth: int
    day: int | None
    figures: StepFigures
    before: Share | None
    ways: list[Way] = field(default_factory=list)
    version: Any = None

    @property
    def is_send(self) -> bool:
        """Whether it has figures of messages."""
        return self.kind == "send" or self.figures.sent > 0

    @property
    def title(self) -> str:
        """How headings name it."""
        return str(self.card["summary"] if self.kind == "wait" else self.card["title"])

    @property
    def loss(self) -> Share:
        """Who left the scenario here, of those who were here."""
        return Share(people=self.figures.left, of=self.figures.reached)


class Course:
    """A version's steps with the figures of a period.

    Args:
        versions: of the scenario.
        found: the figures.
    """

    def __init__(self, versions: Versions, found: Figures) -> None:
        self.versions = versions
        self.found = found
        self.by_id: dict[str, Stop] = {}
        days = days_of(versions.steps)
        self._days = {step_id: at.days for step_id, at in days.by_step.items()}
        start = Share(people=found.entrants, of=found.entrants)
        self.stops, self.end = self._flow(versions.steps, 0, start)
        #: Steps that only older versions had, at which something happened.
        self.old = [self._old(step_id) for step_id in found.steps if step_id not in self.by_id]

    @property
    def worst(self) -> Stop | None:
        """Where the largest share of people left, of enough people."""
        stops = [stop for stop in self.by_id.values() if stop.loss.of >= ENOUGH and stop.loss.people]
        return max(stops, key=lambda stop: stop.loss.people / stop.loss.of, default=None)

    def walk(self) -> Iterator[Stop | Way]:
        """Steps and paths in reading order."""
        yield from _walk(self.stops)

    def stop(self, step_id: str) -> Stop | None:
        """A step, also one of an older version."""
        return self.by_id.get(step_id) or next((old for old in self.old if old.step_id == step_id), None)

    def _flow(
        self, steps: Sequence[Plain], depth: int, before: Share | None
    ) -> tuple[list[Stop], Share | None]:
        """A list of steps, and who comes out of it; ``None`` where nobody can."""
        stops = []
        for step in steps:
            stop = self._stop(step, depth, before)
            stops.append(stop)
            before = self._after(stop, step)
        return stops, before

    def _stop(self, step: Plain, depth: int, before: Share | None) -> Stop:
        step_id = str(step.get("id") or "")
        stop = Stop(
            step_id=step_id,
            kind=str(step["type"]),
            card=card_of(step),
            number=len(self.by_id) + 1,
            depth=depth,
            day=self._days.get(step_id),
            figures=self.found.steps.get(step_id) or StepFigures(),
            before=before,
        )
        self.by_id[step_id] = stop
        return stop

    def _after(self, stop: Stop, step: Plain) -> Share | None:
        """Who goes on to the next step of the list."""
        at = stop.figures
        if stop.kind not in step_kinds:
            return Share(people=at.passed, of=at.reached)
        ways = self.versions.ways_of(stop.step_id, at.by_way)
        if not ways:
            is_end = step_kinds.get(stop.kind).is_end()
            return None if is_end else Share(people=at.passed, of=at.reached)
        outs = []
        for found in ways:
            edge = Share(people=found.people, of=at.reached)
            way = Way(label=found.label, place=found.place, depth=stop.depth + 1, edge=edge)
            way.stops, way.end = self._flow(found.steps, stop.depth + 2, edge)
            stop.ways.append(way)
            outs += [way.end] if way.end is not None else []
        return Share(people=sum(out.people for out in outs), of=at.reached) if outs else None

    def _old(self, step_id: str) -> Stop:
        step, version = self.versions.find(step_id)
        return Stop(
            step_id=step_id,
            kind=str(step["type"]) if step else "",
            card=card_of(step) if step else {"title": "…", "summary": "…", "short": ""},
            number=None,
            depth=0,
            day=None,
            figures=self.found.steps[step_id],
            before=None,
            version=version,
        )


def _walk(stops: Sequence[Stop]) -> Iterator[Stop | Way]:
    for stop in stops:
        yield stop
        for way in stop.ways:
            yield way
            yield from _walk(way.stops)
