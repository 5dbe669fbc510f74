"""Publishing: one immutable version, its triggers and its links, in the caller's commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Max

from linesteps import clock, doorbell
from linesteps.conditions.filters import WHO
from linesteps.goals.models import GoalDue, ScenarioGoal
from linesteps.messages.kind import Source
from linesteps.scenarios.asked import store_asked
from linesteps.scenarios.compiler import Compiled, Links, compile_scenario
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.plain import plain
from linesteps.scenarios.start_conditions import CompiledTrigger
from linesteps.scenarios.versions import ScenarioTrigger, ScenarioVersion, VersionSource
from linesteps.triggers.kind import registry as trigger_kinds


def publish_version(drawn: Drawn, *, user: Any = None, revision: Any = None) -> ScenarioVersion:
    """Compile ``drawn`` and make it the version that new followers enter.

    Args:
        drawn: the draft.
        user: who publishes.
        revision: the Wagtail revision that the draft comes from.

    A graph that equals the current version's makes no new one. Call inside a transaction.

    Raises:
        ScenarioHasProblems: something must be mended first; nothing was written.
    """
    compiled = compile_scenario(drawn)
    version = _version_of(drawn, compiled, user, revision)
    _store_triggers(drawn, compiled.triggers)
    store_links(drawn.pk, compiled.links)
    _store_goals(drawn, compiled.goals)
    return version


def _store_goals(drawn: Drawn, goals: Sequence[Mapping[str, Any]]) -> None:
    """The goals as they are now; where they changed, everybody's successes are counted anew."""
    columns = ("key", "name", "kind", "config", "days", "activities")
    before = list(ScenarioGoal.objects.filter(scenario_id=drawn.pk).values(*columns))
    if before == [dict(goal) for goal in goals]:
        return
    ScenarioGoal.objects.filter(scenario_id=drawn.pk).delete()
    ScenarioGoal.objects.bulk_create(
        ScenarioGoal(scenario_id=drawn.pk, account=drawn.account, position=number, **goal)
        for number, goal in enumerate(goals)
    )
    GoalDue.objects.create(scenario_id=drawn.pk)
    doorbell.ring("count_goals")


def _store_triggers(drawn: Drawn, triggers: Iterable[CompiledTrigger]) -> None:
    """The start conditions; one whose moment has just come and which stays as it was keeps that moment."""
    moment, zone = clock.now(), drawn.account.zone
    old = ScenarioTrigger.objects.filter(scenario_id=drawn.pk)
    overdue = {
        (one.kind, _rhythm(one.config)): one.next_at for one in old.filter(next_at__lte=moment).order_by("id")
    }
    old.delete()
    rows = []
    for one in triggers:
        next_at = overdue.get((one.kind, _rhythm(one.config)))
        next_at = next_at or trigger_kinds.get(one.kind).next_time(one.config, moment, zone)
        rows.append(
            ScenarioTrigger(
                scenario_id=drawn.pk,
                account=drawn.account,
                kind=one.kind,
                activity_kind=one.activity_kind,
                config=dict(one.config),
                next_at=next_at,
                planned_at=moment if next_at else None,
            )
        )
    ScenarioTrigger.objects.bulk_create(rows)


def _rhythm(config: Mapping[str, Any]) -> str:
    """When it starts somebody, whoever that may be."""
    return json.dumps({name: part for name, part in config.items() if name != WHO}, sort_keys=True)


def store_links(scenario_id: int, links: Links) -> None:
    """Make the links of compiled steps known to those who count taps; old ones stay, for old messages."""
    # By name, since tracking stands above scenarios in the house.
    link = apps.get_model("linesteps", "TrackedLink")
    link.objects.bulk_create(
        [
            link(scenario_id=scenario_id, step_id=step_id, position=position, url=url, label=label)
            for step_id, numbered in links.items()
            for position, url, label in numbered
        ],
        update_conflicts=True,
        unique_fields=["scenario", "step_id", "position", "url"],
        update_fields=["label"],
    )


def store_sources(version: ScenarioVersion, sources: Mapping[str, Iterable[Source]]) -> None:
    """Remember what the steps of a new version are filled from."""
    VersionSource.objects.bulk_create(
        VersionSource(version=version, step_id=step_id, kind=kind, key=key)
        for step_id, found in sources.items()
        for kind, key in sorted(found)
    )


def _version_of(drawn: Drawn, compiled: Compiled, user: Any, revision: Any) -> ScenarioVersion:
    content_hash = compiled.content_hash()
    versions = ScenarioVersion.objects.filter(scenario_id=drawn.pk)
    current = versions.order_by("-number").first()
    if current is not None and current.content_hash == content_hash:
        return current
    highest = versions.aggregate(highest=Max("number"))["highest"] or 0
    version = ScenarioVersion.objects.create(
        scenario_id=drawn.pk,
        number=highest + 1,
        graph=compiled.graph.to_json(),
        steps=plain(drawn.steps),
        content_hash=content_hash,
        published_at=clock.now(),
        published_by=user,
        revision=revision,
    )
    store_sources(version, compiled.sources)
    store_asked(version, compiled.graph)
    return version
