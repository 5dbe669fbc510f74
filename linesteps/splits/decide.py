"""Taking the winner of a split: by itself once it is sure enough, or by an editor; and undoing it."""

from __future__ import annotations

import logging
from typing import Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from linesteps import clock
from linesteps.engine.versions import graph_of
from linesteps.goals.models import SplitDecision
from linesteps.graph import Node
from linesteps.scenarios.models import Scenario
from linesteps.stats.goals import sides
from linesteps.stats.scope import Scope
from linesteps.stats.split import Verdict, judge

logger = logging.getLogger("linesteps.splits")


def verdict_on(scenario_id: int, node: Node, scope: Scope | None = None) -> Verdict:
    """What can be said of a split now."""
    found = sides(scope or Scope(scenario_ids=(scenario_id,)))
    return judge(
        node.config, {port: side for (step, port), side in found.items() if step == node.id}, clock.now()
    )


def decide_splits() -> int:
    """Take the winner of every split that shall do so by itself and is sure enough; returns how many.

    One that an editor undid is left to editors from then on.
    """
    count = 0
    rows = Scenario.objects.starting().values_list("pk", "current_version_id")
    for scenario_id, version_id in rows:
        if version_id is None:
            continue
        for node in graph_of(version_id).nodes.values():
            if not (node.config.get("compare") or {}).get("is_automatic"):
                continue
            if SplitDecision.objects.filter(scenario_id=scenario_id, step_id=node.id).exists():
                continue
            verdict = verdict_on(scenario_id, node)
            if verdict.is_sure and verdict.best is not None:
                scenario = Scenario.objects.get(pk=scenario_id)
                count += decide(scenario, node, verdict.best.port, verdict) is not None
    return count


def decide(
    scenario: Scenario, node: Node, port: str, verdict: Verdict, user: Any = None
) -> SplitDecision | None:
    """From now on everybody new takes this path; ``None`` if one is taken already.

    Args:
        scenario: whose.
        node: the split.
        port: the path.
        verdict: the numbers, which are kept.
        user: who decides; ``None``: by itself.
    """
    numbers = [
        {
            "port": one.port,
            "label": one.label,
            "people": one.side.people,
            "successes": one.successes,
            "chance": one.chance,
        }
        for one in verdict.standings
    ]
    try:
        with transaction.atomic():
            decision = SplitDecision.objects.create(
                scenario=scenario,
                step_id=node.id,
                port=port,
                numbers=numbers,
                decided_at=clock.now(),
                decided_by=user,
            )
            data = {"label": _label(numbers, port), "numbers": numbers}
            log(instance=scenario, action="linesteps.take_winner", user=user, data=data)
    except IntegrityError:
        return None
    logger.info("A split has a winner.", extra={"scenario": scenario.pk, "step": node.id, "port": port})
    return decision


def undo(decision: SplitDecision, user: Any = None) -> bool:
    """From now on the lot decides again; whoever was there keeps their side. False if it was undone before."""
    with transaction.atomic():
        mine = SplitDecision.objects.filter(pk=decision.pk, undone_at__isnull=True)
        if not mine.update(undone_at=clock.now()):
            return False
        data = {"label": _label(decision.numbers, decision.port)}
        log(instance=decision.scenario, action="linesteps.undo_winner", user=user, data=data)
    return True


def _label(numbers: Any, port: str) -> str:
    return next((str(one["label"]) for one in numbers if one["port"] == port), port)
