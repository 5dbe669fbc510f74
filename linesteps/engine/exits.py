"""Who leaves a scenario because an exit rule came true, or a goal was reached: asked for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from linesteps import bulk
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.conditions.stream import answer, facts_of
from linesteps.engine.models import Enrolment
from linesteps.engine.versions import graph_of
from linesteps.followers.models import Activity
from linesteps.goals.compiled import is_reached
from linesteps.graph import Context, Fact
from linesteps.scenarios.models import Scenario


class Run(Protocol):
    """A run, as a row or as a move of a batch."""

    pk: int
    follower_id: int
    scenario_id: int
    version_id: int
    entered_at: datetime
    arrived_at: datetime


class Known:
    """What exit rules must know of the people of one version: one question for each condition.

    Args:
        exits: of the version.
        runs: of that version, of which no two belong to one follower.
    """

    def __init__(self, exits: Mapping[str, Any], runs: Sequence[Run]) -> None:
        self.exits = exits
        subjects = [
            Subject(follower_id=run.follower_id, enrolment_id=run.pk, entered_at=run.entered_at)
            for run in runs
        ]
        self.facts: dict[int, dict[Fact, Any]] = defaultdict(dict)
        for fact in dict.fromkeys(facts_of(exits["conditions"])):
            for follower_id, value in condition_kinds.get(fact.kind).load(fact.config, subjects).items():
                self.facts[follower_id][fact] = value
        self.converted = _converted(exits["goals"], runs)

    def reason(self, run: Run, context: Context) -> str:
        """Why the run ends now, as one of ``Enrolment.LeftReason``; empty if it goes on. Pure."""
        if run.pk in self.converted:
            return Enrolment.LeftReason.GOAL.value
        conditions = self.exits["conditions"]
        if not conditions:
            return ""
        context = context._replace(facts=self.facts.get(run.follower_id, {}))
        # Nobody is sent away for what is not known.
        is_out = answer(conditions, self.exits["match"], context) is True
        return Enrolment.LeftReason.EXITED.value if is_out else ""


def _converted(goals: Sequence[Mapping[str, Any]], runs: Sequence[Run]) -> set[int]:
    """The runs whose people reached one of the goals since they entered; one query."""
    if not goals or not runs:
        return set()
    kinds = {kind for goal in goals for kind in goal["activities"]}
    by_follower = {run.follower_id: run for run in runs}
    rows = Activity.objects.filter(
        bulk.among("follower_id", list(by_follower)),
        kind__in=kinds,
        at__gte=min(run.entered_at for run in runs),
    )
    found = set()
    for follower_id, kind, at, data in rows.values_list("follower_id", "kind", "at", "data").iterator():
        run = by_follower[follower_id]
        if at >= run.entered_at and any(is_reached(goal, kind, data) for goal in goals):
            found.add(run.pk)
    return found


def leave_turned(runs: Iterable[Any], kinds: Mapping[int, Collection[str]], moment: datetime) -> int:
    """End those live runs whose exit rules came true by what just happened; returns how many.

    Args:
        runs: rows that the caller has locked.
        kinds: by follower, the kinds of activity that happened; they are stored already.
        moment: now (aware).
    """
    versions: dict[int, list[Any]] = defaultdict(list)
    for run in runs:
        exits = graph_of(run.version_id).exits
        if exits and not set(exits["wakes_on"]).isdisjoint(kinds.get(run.follower_id, ())):
            versions[run.version_id].append(run)
    reasons: dict[str, list[int]] = defaultdict(list)
    for version_id, some in versions.items():
        zone = Scenario.every.values_list("account__time_zone", flat=True).get(pk=some[0].scenario_id)
        known = Known(graph_of(version_id).exits, some)
        for run in some:
            context = Context(
                now=moment,
                time_zone=zone,
                enrolment_id=run.pk,
                follower_id=run.follower_id,
                entered_at=run.entered_at,
                arrived_at=run.arrived_at,
                is_resumed=run.status == Enrolment.Status.WAITING,
            )
            if reason := known.reason(run, context):
                reasons[reason].append(run.pk)
    return sum(
        Enrolment.objects.filter(bulk.among("pk", ids)).take_out(reason) for reason, ids in reasons.items()
    )
