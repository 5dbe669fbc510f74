"""Which scenarios a graph waits for, so that their starts and ends are told to the engine, and no others."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linesteps import clock, doorbell
from linesteps.conditions.answers import facts_of
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.models import Activity
from linesteps.graph import Fact, Graph
from linesteps.scenarios.versions import AskedScenario, ScenarioVersion
from linesteps.steps.kind import registry as step_kinds


def store_asked(version: ScenarioVersion, graph: Graph) -> None:
    """Note with a version whose starts and ends its waits and exit rules ask about; safe to repeat."""
    asked = {
        scenario_id
        for fact in _facts(graph)
        if fact.kind in condition_kinds
        for scenario_id in condition_kinds.get(fact.kind).scenarios(fact.config)
    }
    rows = [AskedScenario(version=version, scenario_id=scenario_id) for scenario_id in sorted(asked)]
    AskedScenario.objects.bulk_create(rows, ignore_conflicts=True)


def _facts(graph: Graph) -> Iterator[Fact]:
    """Of all that may be looked at again when something happens."""
    for node in graph.nodes.values():
        kind = step_kinds.get(node.kind)
        if kind.wakes_on(node.config):
            yield from kind.facts(node.config)
    if graph.exits:
        yield from facts_of(graph.exits["conditions"])


def asked_about(scenario_ids: Collection[int]) -> set[int]:
    """Those of the scenarios that some version asks about; one look into an index."""
    rows = AskedScenario.objects.filter(scenario_id__in=set(scenario_ids)).order_by()
    return set(rows.values_list("scenario_id", flat=True).distinct()) if scenario_ids else set()


def note_finished(runs: Collection[tuple[int, int]]) -> None:
    """Write down for the engine who finished a scenario that somebody asks about; nothing for all others.

    Call it in the commit in which they finish, before or after.

    Args:
        runs: follower id and scenario id.
    """
    asked = asked_about({scenario_id for _follower, scenario_id in runs})
    moment = clock.now()
    Activity.objects.bulk_create(
        Activity(follower_id=follower_id, kind="finished", at=moment, data={"scenario": scenario_id})
        for follower_id, scenario_id in runs
        if scenario_id in asked
    )
    ring_for(asked)


def ring_for(asked: Collection[int]) -> None:
    """Let somebody look at what was written for the engine, if anything was."""
    if asked:
        doorbell.ring("drain_inbox")
