"""Publishing: one immutable version, its triggers and its links, in the caller's commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Max

from linesteps import clock
from linesteps.messages.kind import Source
from linesteps.scenarios.compiler import Compiled, Links, compile_scenario
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.plain import plain
from linesteps.scenarios.versions import ScenarioTrigger, ScenarioVersion, VersionSource


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
    ScenarioTrigger.objects.filter(scenario_id=drawn.pk).delete()
    ScenarioTrigger.objects.bulk_create(
        ScenarioTrigger(
            scenario_id=drawn.pk,
            account=drawn.account,
            kind=trigger.kind,
            activity_kind=trigger.activity_kind,
            config=dict(trigger.config),
        )
        for trigger in compiled.triggers
    )
    store_links(drawn.pk, compiled.links)
    return version


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
    return version
