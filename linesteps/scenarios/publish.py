"""Publishing: one immutable version, its triggers and its links, in the caller's commit."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Max

from linesteps import clock
from linesteps.scenarios.compiler import Compiled, compile_scenario
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.plain import plain
from linesteps.scenarios.versions import ScenarioTrigger, ScenarioVersion


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
    # By name, since tracking stands above scenarios in the house.
    link = apps.get_model("linesteps", "TrackedLink")
    link.objects.bulk_create(
        [
            link(scenario_id=drawn.pk, step_id=step_id, position=position, url=url, label=label)
            for step_id, links in compiled.links.items()
            for position, url, label in links
        ],
        update_conflicts=True,
        unique_fields=["scenario", "step_id", "position", "url"],
        update_fields=["label"],
    )
    return version


def _version_of(drawn: Drawn, compiled: Compiled, user: Any, revision: Any) -> ScenarioVersion:
    content_hash = compiled.graph.content_hash()
    versions = ScenarioVersion.objects.filter(scenario_id=drawn.pk)
    current = versions.order_by("-number").first()
    if current is not None and current.content_hash == content_hash:
        return current
    highest = versions.aggregate(highest=Max("number"))["highest"] or 0
    return ScenarioVersion.objects.create(
        scenario_id=drawn.pk,
        number=highest + 1,
        graph=compiled.graph.to_json(),
        steps=plain(drawn.steps),
        content_hash=content_hash,
        published_at=clock.now(),
        published_by=user,
        revision=revision,
    )
