"""Figures of a scenario, recomputed from facts at each look: retries cannot inflate them.

Units are people; a person counts once for each run. Definitions: docs/reference/figures.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, Subquery

from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.tracking.models import Click

#: A block so soon after a send, with no other send between, counts for that send.
BLOCK_WITHIN = timedelta(hours=24)


@dataclass(kw_only=True)
class StepFigures:
    """What happened at one step.

    Args:
        here: people at the step now.
        passed: people who left it forwards, in the period.
        by_port: the same by the way they took.
        sent: sends that LINE accepted.
        not_sent: sends that were refused, cancelled, or are unclear.
        clicked: people who tapped a link of it.
        blocked: people who blocked the account within 24 hours of its send.
        left: people who left the scenario while they stood here.
    """

    here: int = 0
    passed: int = 0
    by_port: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    not_sent: int = 0
    clicked: int = 0
    blocked: int = 0
    left: int = 0


@dataclass(kw_only=True)
class Figures:
    """A scenario's figures for a period, as a whole and by step id."""

    entered: int
    inside: int
    completed: int
    left: int
    steps: Mapping[str, StepFigures]


def figures(scenario: Scenario, *, since: datetime | None = None, version_id: int | None = None) -> Figures:
    """Figures since a time (aware), or of all time; six queries whatever the number of steps.

    Args:
        scenario: whose figures.
        since: ``None`` for all time. People who are inside now count whatever the period.
        version_id: only runs of this version.
    """
    runs = Enrolment.objects.filter(scenario=scenario)
    visits = StepVisit.objects.filter(scenario=scenario)
    clicks = Click.objects.filter(link__scenario=scenario, is_counted=True)
    if version_id is not None:
        runs, visits = runs.filter(version_id=version_id), visits.filter(enrolment__version_id=version_id)
        clicks = clicks.filter(enrolment__version_id=version_id)
    inside = dict(runs.live().values_list("step_id").annotate(Count("pk")))
    if since is not None:
        ended = runs.filter(ended_at__gte=since)
        runs, visits, clicks = (
            runs.filter(entered_at__gte=since),
            visits.filter(left_at__gte=since),
            clicks.filter(at__gte=since),
        )
    else:
        ended = runs.exclude(ended_at=None)
    steps: dict[str, StepFigures] = defaultdict(StepFigures)
    for step_id, people in inside.items():
        steps[step_id].here = people
    _add_passed(steps, visits)
    _add_clicks(steps, clicks)
    _add_blocks(steps, scenario, since)
    left = ended.filter(status=Enrolment.Status.LEFT)
    for step_id, people in left.values_list("step_id").annotate(Count("pk")):
        steps[step_id].left = people
    return Figures(
        entered=runs.count(),
        inside=sum(inside.values()),
        completed=ended.filter(status=Enrolment.Status.COMPLETED).count(),
        left=sum(step.left for step in steps.values()),
        steps=dict(steps),
    )


def _add_passed(steps: dict[str, StepFigures], visits: object) -> None:
    accepted = Q(dispatch__status=Dispatch.Status.ACCEPTED)
    over = Q(
        dispatch__status__in=(Dispatch.Status.REJECTED, Dispatch.Status.CANCELLED, Dispatch.Status.UNCLEAR)
    )
    rows = visits.values("step_id", "port").annotate(  # type: ignore[attr-defined]
        people=Count("enrolment_id", distinct=True),
        sent=Count("pk", filter=accepted),
        not_sent=Count("pk", filter=over),
    )
    for row in rows:
        step = steps[row["step_id"]]
        step.passed += row["people"]
        step.by_port[row["port"]] = row["people"]
        step.sent += row["sent"]
        step.not_sent += row["not_sent"]


def _add_clicks(steps: dict[str, StepFigures], clicks: object) -> None:
    rows = clicks.values_list("link__step_id").annotate(Count("follower_id", distinct=True))  # type: ignore[attr-defined]
    for step_id, people in rows:
        steps[step_id].clicked = people


def _add_blocks(steps: dict[str, StepFigures], scenario: Scenario, since: datetime | None) -> None:
    """Each block goes to the last accepted send before it, of whatever scenario, if it is ours."""
    blocks = Activity.objects.filter(kind="blocked", follower__enrolments__scenario=scenario).distinct()
    if since is not None:
        blocks = blocks.filter(at__gte=since)
    last = (
        StepVisit.objects.filter(
            follower_id=OuterRef("follower_id"), left_at__lte=OuterRef("at"), dispatch__status="accepted"
        )
        .order_by("-left_at", "-pk")
        .values("pk")[:1]
    )
    pairs = blocks.annotate(visit=Subquery(last)).exclude(visit=None).values_list("at", "visit")
    visits = StepVisit.objects.filter(scenario=scenario).in_bulk([visit for _at, visit in pairs])
    for at, visit_id in pairs:
        visit = visits.get(visit_id)
        if visit is not None and at - visit.left_at <= BLOCK_WITHIN:
            steps[visit.step_id].blocked += 1
