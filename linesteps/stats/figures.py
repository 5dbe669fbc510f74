"""Figures of a scenario, recomputed from facts at each look: retries cannot inflate them.

Units are people; what each figure counts stands in ``measures``, in words in docs/reference/figures.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from linesteps.engine.models import Enrolment
from linesteps.scenarios.models import Scenario
from linesteps.stats import measures
from linesteps.stats.scope import Scope
from linesteps.stats.tally import people, tally


@dataclass(kw_only=True)
class StepFigures:
    """What happened at one step.

    Args:
        here: people at the step now.
        stuck: those of them who cannot go on by themselves.
        reached: people who were at the step in the period, for however short a time.
        passed: people who left it forwards.
        by_way: the same by version and the way they took, since ways of different versions share names.
        left: people who left the scenario while they stood here.
        finished: people for whom this was the last step.
        sent: people to whom LINE accepted the message.
        delivered: those of them who were friends at that moment.
        seen: those of whom we know that they saw it; others may have, too.
        clicked: those who tapped a link of it.
        answered: those who tapped an answer button of it.
        blocked: those who blocked the account within 24 hours, with no other send between.
        pending: people whose message still waits to be sent.
        not_sent: people who should have got a message and did not, as far as we know.
    """

    here: int = 0
    stuck: int = 0
    reached: int = 0
    passed: int = 0
    by_way: dict[tuple[int, str], int] = field(default_factory=dict)
    left: int = 0
    finished: int = 0
    sent: int = 0
    delivered: int = 0
    seen: int = 0
    clicked: int = 0
    answered: int = 0
    blocked: int = 0
    pending: int = 0
    not_sent: int = 0

    @property
    def by_port(self) -> dict[str, int]:
        """``passed`` by the name of the way alone."""
        found: dict[str, int] = defaultdict(int)
        for (_version_id, port), count in self.by_way.items():
            found[port] += count
        return dict(found)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A scenario's figures for a period, as a whole (runs) and by step id (people).

    Args:
        entered: runs that began.
        entrants: the people to whom these belong.
        inside: runs that have a future, now.
        stuck: those of them that cannot go on by themselves.
        completed: runs that reached the end.
        left: runs that ended before it.
    """

    entered: int
    entrants: int
    inside: int
    stuck: int
    completed: int
    left: int
    steps: Mapping[str, StepFigures]


def figures(
    scenario: Scenario,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    version_id: int | None = None,
) -> Figures:
    """Figures of a period (aware, ``until`` not included); the same number of queries whatever the size.

    Args:
        scenario: whose figures.
        since: ``None``: from the first day on.
        until: ``None``: up to now. People who are inside now count whatever the period.
        version_id: only what happened on this version.
    """
    scope = Scope(scenario_ids=(scenario.pk,), since=since, until=until, version_id=version_id)
    steps: dict[str, StepFigures] = defaultdict(StepFigures)
    _add_visits(steps, scope)
    _add_people(steps, scope)
    return Figures(
        **measures.entered(scope).aggregate(
            entered=Count("pk"), entrants=Count("follower_id", distinct=True)
        ),
        **_runs(scope),
        steps=dict(steps),
    )


def _runs(scope: Scope) -> dict[str, int]:
    counts = measures.here(scope).aggregate(
        inside=Count("pk"), stuck=Count("pk", filter=Q(status=Enrolment.Status.STUCK))
    )
    return {
        **counts,
        "completed": measures.finished(scope).count(),
        "left": measures.left(scope).count(),
    }


def _add_visits(steps: dict[str, StepFigures], scope: Scope) -> None:
    """What is told by the visits of the period alone."""
    parts = {
        "passed": Q(),
        "sent": measures.IS_SENT,
        "pending": measures.IS_PENDING,
        "not_sent": measures.IS_NOT_SENT,
    }
    for (step_id,), counts in tally(measures.passed(scope), "step_id", **parts).items():
        step = steps[step_id]
        for name, count in counts.items():
            setattr(step, name, count)
        step.delivered = step.sent
    ways = people(measures.passed(scope), "step_id", "version_id", "port")
    for (step_id, version_id, port), count in ways.items():
        steps[step_id].by_way[(version_id, port)] = count
    for (step_id,), count in people(measures.undelivered(scope), "step_id").items():
        steps[step_id].delivered -= count


def _add_people(steps: dict[str, StepFigures], scope: Scope) -> None:
    """One query for each measure."""
    for name, measure in (
        ("here", measures.here),
        ("stuck", measures.stuck),
        ("left", measures.left),
        ("finished", measures.finished),
        ("seen", measures.seen),
        ("clicked", measures.clicked),
        ("answered", measures.answered),
        ("blocked", measures.blocked),
    ):
        for (step_id,), count in people(measure(scope), "step_id").items():
            setattr(steps[step_id], name, count)
    for stays in (measures.stayed_visits(scope), measures.stayed_runs(scope)):
        for (step_id,), count in people(stays, "step_id").items():
            steps[step_id].reached += count
