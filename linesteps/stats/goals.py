"""Who reached a scenario's goals: as a whole, by message, by path of a split, and against those who were held out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)

from linesteps.engine.models import StepVisit
from linesteps.goals.models import Conversion, HeldOut, ScenarioGoal
from linesteps.stats import measures
from linesteps.stats.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How often something was reached.

    Args:
        successes: each one counts.
        people: who had one or more.
        value: what they were worth together; ``None`` where nobody said.
    """

    successes: int = 0
    people: int = 0
    value: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class GoalFigures:
    """One goal.

    Args:
        goal: as it was published.
        all: in the period.
        by_step: the same by the message that they count for; empty for the start.
        treated: (people who reached it within its days after they started, people who started).
        held_out: the same of those who were held out; ``None`` if nobody was.
    """

    goal: ScenarioGoal
    all: Reached
    by_step: dict[str, Reached] = field(default_factory=dict)
    treated: tuple[int, int] = (0, 0)
    held_out: tuple[int, int] | None = None


def goal_figures(scope: Scope) -> list[GoalFigures]:
    """The goals of one scenario; the same number of queries whatever the size, and for each goal two more.

    Args:
        scope: of one scenario; a version counts only those whose run is on it now.
    """
    found: dict[str, dict[str, Reached]] = defaultdict(dict)
    rows = conversions(scope).order_by()
    counts = {"successes": Count("pk"), "people": Count("follower_id", distinct=True), "value": Sum("value")}
    for row in rows.values("key", "step_id").annotate(**counts):
        found[row["key"]][row["step_id"]] = _reached(dict(row))
    whole = {row["key"]: _reached(dict(row)) for row in rows.values("key").annotate(**counts)}
    starts = measures.entered(scope)
    started = starts.aggregate(n=Count("follower_id", distinct=True))["n"]
    out = HeldOut.objects.filter(scope.during("at"), scenario_id__in=scope.scenario_ids)
    held = out.count()
    return [
        GoalFigures(
            goal=goal,
            all=whole.get(goal.key, Reached()),
            by_step=found[goal.key],
            treated=(_soon(starts, "entered_at", goal), started),
            # A mark inside the scenario cannot be reached from outside.
            held_out=(_soon(out, "at", goal), held) if held and goal.kind != "step" else None,
        )
        for goal in ScenarioGoal.objects.filter(scenario_id__in=scope.scenario_ids)
    ]


def conversions(scope: Scope) -> QuerySet[Conversion]:
    """Successes in the period of people who were inside."""
    rows = Conversion.objects.filter(
        scope.during("at"), scenario_id__in=scope.scenario_ids, enrolment__isnull=False
    )
    return rows if scope.version_id is None else rows.filter(enrolment__version_id=scope.version_id)


def _soon(rows: QuerySet[Any], since: str, goal: ScenarioGoal) -> int:
    """People who reached the goal within its days after they started, or would have: the same for both sides."""
    length = ExpressionWrapper(F("at") - OuterRef(since), output_field=DurationField())
    soon = Conversion.objects.filter(
        scenario_id=goal.scenario_id,
        key=goal.key,
        follower_id=OuterRef("follower_id"),
        at__gte=OuterRef(since),
    )
    soon = soon.annotate(length=length).filter(length__lte=timedelta(days=goal.days))
    found: int = rows.filter(Exists(soon)).aggregate(n=Count("follower_id", distinct=True))["n"]
    return found


def _reached(row: dict[str, Any]) -> Reached:
    return Reached(successes=row["successes"], people=row["people"], value=row["value"])


# -- paths of a split


@dataclass(frozen=True, kw_only=True)
class Side:
    """One path of a split.

    Args:
        people: who took it.
        reached: those of them who reached any goal afterwards.
        tapped: those of them who tapped something afterwards.
        value: what their successes were worth.
        first_at: when the first of them came by.
    """

    people: int = 0
    reached: int = 0
    tapped: int = 0
    value: Decimal | None = None
    first_at: Any = None


def sides(scope: Scope) -> dict[tuple[str, str], Side]:
    """By split and port; four queries. A person who took two paths counts on both."""
    visits = StepVisit.objects.filter(scope.mine(kind="split"), scope.during("left_at"))
    keys = ("step_id", "port")
    everybody = Count("follower_id", distinct=True)

    def people(rows: QuerySet[StepVisit]) -> dict[tuple[str, str], int]:
        return {
            (row["step_id"], row["port"]): row["n"]
            for row in rows.order_by().values(*keys).annotate(n=everybody)
        }

    later = Q(
        enrolment__conversions__at__gte=F("left_at"), enrolment__conversions__scenario_id=F("scenario_id")
    )
    taps = Q(enrolment__clicks__at__gte=F("left_at"), enrolment__clicks__is_counted=True)
    reached, tapped = people(visits.filter(later)), people(visits.filter(taps))
    whole = list(visits.order_by().values(*keys).annotate(n=everybody, first=Min("left_at")))
    took = {
        f"v{number}": Sum(
            "value",
            filter=Exists(
                visits.filter(
                    enrolment_id=OuterRef("enrolment_id"),
                    step_id=row["step_id"],
                    port=row["port"],
                    left_at__lte=OuterRef("at"),
                )
            ),
        )
        for number, row in enumerate(whole)
    }
    values = Conversion.objects.filter(scenario_id__in=scope.scenario_ids).aggregate(**took) if took else {}
    return {
        (row["step_id"], row["port"]): Side(
            people=row["n"],
            reached=reached.get((row["step_id"], row["port"]), 0),
            tapped=tapped.get((row["step_id"], row["port"]), 0),
            value=values[f"v{number}"],
            first_at=row["first"],
        )
        for number, row in enumerate(whole)
    }
