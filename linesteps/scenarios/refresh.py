"""Steps of a published version compiled again, because what they are filled from has changed.

Everything else of the version stays word for word: a draft that somebody is writing has no part in it,
and a problem that came up at another step meanwhile keeps nobody from a new picture at this one.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.blocks.recursion import walk_plain
from linesteps.followers.attributes import facts_of
from linesteps.graph import Graph
from linesteps.messages.kind import Compiling, Problem, Source, problems_of, unknown_kind
from linesteps.scenarios.asked import store_asked
from linesteps.scenarios.carry_over import live_runs
from linesteps.scenarios.compiler import Compiled
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.publish import store_links, store_sources
from linesteps.scenarios.versions import ScenarioVersion
from linesteps.steps.kind import registry as step_kinds
from linesteps.steps.stream import without_notes

logger = logging.getLogger("linesteps.scenarios")


@dataclass(kw_only=True)
class Refreshed:
    """What a version becomes.

    Args:
        version: as it is; with its scenario and account.
        step_ids: the steps that were compiled again.
        compiled: the whole version with these steps new; complete only without problems.
        problems: what stands against it.
    """

    version: ScenarioVersion
    step_ids: list[str]
    compiled: Compiled
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether anybody would notice a difference."""
        return not self.problems and self.compiled.content_hash() != self.version.content_hash


def refreshed(version: ScenarioVersion, changed: Collection[Source]) -> Refreshed:
    """Compile the steps of ``version`` that show one of ``changed``; nothing is written."""
    sources: dict[str, set[Source]] = {}
    for one in version.sources.all():
        sources.setdefault(one.step_id, set()).add((one.kind, one.key))
    wanted = sorted(step_id for step_id, found in sources.items() if found & set(changed))
    steps = {str(step["id"]): step for step in walk_plain(without_notes(copy.deepcopy(list(version.steps))))}
    graph = Graph.from_json(version.graph)
    compiled = Compiled(
        graph=graph,
        triggers=[],
        sources=sources,
        drawn={step_id: steps[step_id]["value"] for step_id in sources},
    )
    answer = Refreshed(version=version, step_ids=wanted, compiled=compiled)
    nodes = dict(graph.nodes)
    for step_id in wanted:
        compiling = _compiling(version, step_id, steps)
        config, found = _compile(steps[step_id], compiling)
        if config is None:
            answer.problems += [replace(one, step_id=step_id) for one in found]
            continue
        nodes[step_id] = replace(nodes[step_id], config=config)
        compiled.links[step_id], sources[step_id] = compiling.numbered_links(), compiling.sources
    compiled.graph = replace(graph, nodes=nodes)
    return answer


def _compile(step: Mapping[str, Any], compiling: Compiling) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The step's new config, or what stands against it."""
    if step["type"] not in step_kinds:
        return None, [unknown_kind(step["type"], ())]
    kind = step_kinds.get(step["type"])
    trial = replace(compiling, links=[], labels=[], sources=set())
    found = [one for one in problems_of(kind, step["value"], trial) if one.is_error]
    if found:
        return None, found
    try:
        return kind.compile(step["value"], compiling), []
    except OSError:
        logger.warning("A picture of step %s cannot be read.", compiling.step_id, exc_info=True)
        return None, [Problem(message=_("The file of a picture cannot be read. Choose another picture."))]


def publish_refreshed(one: Refreshed, *, user: Any = None) -> ScenarioVersion:
    """Make it a version of its own, and let everybody go on in it at the step where they are.

    Call inside a transaction that holds the scenario's row (``lock_scenario``).

    Args:
        one: without problems.
        user: whose act led to it; ``None`` for nobody's.
    """
    old = one.version
    versions = ScenarioVersion.objects.filter(scenario_id=old.scenario_id)
    version = ScenarioVersion.objects.create(
        scenario_id=old.scenario_id,
        number=versions.aggregate(highest=Max("number"))["highest"] + 1,
        graph=one.compiled.graph.to_json(),
        steps=old.steps,
        content_hash=one.compiled.content_hash(),
        revision_id=old.revision_id,
        published_at=clock.now(),
        published_by=user,
    )
    store_sources(version, one.compiled.sources)
    store_asked(version, one.compiled.graph)
    store_links(old.scenario_id, one.compiled.links)
    live_runs(old.scenario_id).filter(version_id=old.pk).update(version_id=version.pk)
    Scenario.objects.filter(pk=old.scenario_id, current_version_id=old.pk).update(current_version=version)
    return version


def lock_scenario(scenario_id: int) -> Scenario:
    """The scenario's row, held until the transaction ends: publishing waits for it and is waited for."""
    rows = Scenario.every.select_for_update(of=("self",), no_key=True).select_related("account")
    return rows.get(pk=scenario_id)


def versions_in_use(scenario: Scenario) -> list[ScenarioVersion]:
    """The versions that somebody will still get messages of: those with people, then the current one."""
    ids = set(live_runs(scenario.pk).values_list("version_id", flat=True).distinct())
    if scenario.current_version_id:
        ids.add(scenario.current_version_id)
    rows = ScenarioVersion.objects.filter(pk__in=ids).prefetch_related("sources")
    found = sorted(rows, key=lambda version: (version.pk == scenario.current_version_id, version.number))
    for version in found:
        version.scenario = scenario
    return found


def _compiling(version: ScenarioVersion, step_id: str, steps: dict[str, Any]) -> Compiling:
    account = version.scenario.account
    return Compiling(
        account=account,
        scenario_id=version.scenario_id,
        step_id=step_id,
        facts=facts_of(account),
        step_kinds={one: str(step["type"]) for one, step in steps.items()},
        step_values={one: step["value"] for one, step in steps.items()},
    )
