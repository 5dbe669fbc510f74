"""What becomes of the people inside when a scenario is published again: move, finish or end.

Nobody is moved silently: the scenario says which of the three, and a deleted step at which people
stand needs an answer of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps import clock
from linesteps.graph import Graph, Node
from linesteps.scenarios.asked import note_finished
from linesteps.scenarios.versions import ScenarioVersion
from linesteps.steps.kind import ELSE
from linesteps.steps.kind import registry as step_kinds

_LIVE = ("running", "waiting", "stuck")


class Inside(models.TextChoices):
    """For people who are inside when a new version is published."""

    #: To the new version, at the same step; timers that run keep their time.
    MOVE = "move", _("Move them to the new version, at the same step")
    #: Nothing changes for them.
    FINISH = "finish", _("Let them finish the version that they are in")
    #: They leave.
    END = "end", _("End it for them")


class Deleted(models.TextChoices):
    """For people at a step that the new version no longer has."""

    #: The next step that is still there, at the time at which they would have gone on.
    NEXT = "next", _("Go on with the next step")
    #: They leave.
    END = "end", _("End it for them")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many people stand at one step of one older version.

    Args:
        survives: whether the new version still has the step.
        is_changed: whether it does something else there.
    """

    version_id: int
    step_id: str
    people: int
    survives: bool
    is_changed: bool


def standings(scenario_id: int | None, new: Graph) -> list[Standing]:
    """Where people stand now, seen from the graph that is to be published; one query for the counts."""
    if scenario_id is None:
        return []
    rows = (
        live_runs(scenario_id)
        .values("version_id", "step_id")
        .annotate(people=models.Count("pk"))
        .order_by("version_id", "step_id")
    )
    graphs: dict[int, Graph] = {}
    found = []
    for row in rows:
        version_id, step_id = row["version_id"], row["step_id"]
        if version_id not in graphs:
            graphs[version_id] = _graph_of(version_id)
        old = graphs[version_id].nodes.get(step_id)
        node = new.nodes.get(step_id)
        found.append(
            Standing(
                version_id=version_id,
                step_id=step_id,
                people=row["people"],
                survives=node is not None,
                is_changed=node is not None and old is not None and node.config != old.config,
            )
        )
    return found


def people_at_deleted_steps(scenario_id: int | None, new: Graph) -> int:
    """How many people stand at steps that ``new`` no longer has."""
    return sum(one.people for one in standings(scenario_id, new) if not one.survives)


def carry_over(version: ScenarioVersion, *, inside: str, deleted: str) -> None:
    """Do what the scenario says with everybody who runs an older version. Call inside the publishing transaction.

    Args:
        version: the version that was just published.
        inside: one of ``Inside``.
        deleted: one of ``Deleted``; used where people stand at steps that are gone.
    """
    older = live_runs(version.scenario_id).exclude(version_id=version.pk)
    if inside == Inside.FINISH:
        return
    if inside == Inside.END:
        _end(older)
        return
    new = Graph.from_json(version.graph)
    for one in standings(version.scenario_id, new):
        if one.version_id == version.pk:
            continue
        there = older.filter(version_id=one.version_id, step_id=one.step_id)
        if one.survives:
            if one.is_changed:
                _listen(there, new.nodes[one.step_id])
            there.update(version_id=version.pk)
        elif deleted == Deleted.NEXT:
            _go_on(there, _next_survivor(_graph_of(one.version_id), one.step_id, new), version)
        else:
            _end(there)


def live_runs(scenario_id: int) -> Any:
    """Everybody who is inside a scenario, whatever the version."""
    # By name, since the engine stands above scenarios in the house.
    return apps.get_model("linesteps", "Enrolment").objects.filter(scenario_id=scenario_id, status__in=_LIVE)


def _graph_of(version_id: int) -> Graph:
    return Graph.from_json(ScenarioVersion.objects.values_list("graph", flat=True).get(pk=version_id))


def _listen(runs: Any, node: Node) -> None:
    """Let a wait that goes on be ended by what the new step asks about; its time stays."""
    signs = step_kinds.get(node.kind).wakes_on(node.config)
    runs.filter(status="waiting").update(wakes_on=runs.model.stored(signs))


def _go_on(runs: Any, step_id: str | None, version: ScenarioVersion) -> None:
    moment = clock.now()
    if step_id is None:
        note_finished(list(runs.values_list("follower_id", "scenario_id")))
        runs.update(version_id=version.pk, status="completed", due_at=None, ended_at=moment, wakes_on="")
        return
    # A wait that was deleted still ends when it would have ended; whoever was stuck tries the next step.
    runs.filter(due_at__isnull=True).update(due_at=moment)
    runs.update(
        version_id=version.pk, step_id=step_id, status="running", arrived_at=moment, wakes_on="", trouble=""
    )


def _end(runs: Any) -> None:
    runs.take_out("ended")


def _next_survivor(old: Graph, step_id: str, new: Graph) -> str | None:
    """The first step after ``step_id`` on the old way that the new graph still has."""
    return next((found for found in _after(old, step_id) if found in new.nodes), None)


def _after(graph: Graph, step_id: str) -> Iterator[str]:
    seen = {step_id}
    here: str | None = step_id
    while here is not None and here in graph.nodes:
        here = _onwards(graph.nodes[here].ports)
        if here is None or here in seen:
            return
        seen.add(here)
        yield here


def _onwards(ports: Mapping[str, str | None]) -> str | None:
    """Where most people go: all ways of a branch rejoin, so “everyone else” stands for them.

    By name only: a database need not keep the order in which ports were written.
    """
    for port in ("next", ELSE, *sorted(ports)):
        if port in ports:
            return ports[port]
    return None
