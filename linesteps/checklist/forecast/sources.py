"""What the forecast counts on: how many people start, how they part at branches, what the plan holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from linesteps.accounts.models import Account
from linesteps.checklist.course import Course
from linesteps.checklist.forecast.reach import Arrival, Shares, arrivals
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Follower
from linesteps.graph import Graph
from linesteps.scenarios.models import ScenarioVersion
from linesteps.triggers.kind import registry as trigger_kinds

#: The past that tells the future.
PAST = timedelta(days=28)
#: With fewer people at a branch, nothing is said about how they part.
ENOUGH = 20
#: LINE's right to a free answer lives for about a minute.
_REPLY_WITHIN = timedelta(minutes=1)
_DAY = timedelta(days=1)


def first_published(scenario_ids: Iterable[int]) -> dict[int, datetime]:
    """When each scenario ran first, for those that ever did; one query."""
    rows = ScenarioVersion.objects.filter(scenario_id__in=list(scenario_ids))
    return dict(rows.order_by().values_list("scenario_id").annotate(Min("published_at")))


def mean_entries(published: Mapping[int, datetime], moment: datetime) -> dict[int, float]:
    """People who started in a day, by scenario, for those that ran for a day at least; one query.

    Args:
        published: what ``first_published`` returned.
        moment: now (aware).
    """
    lengths = {pk: min(PAST, moment - at) for pk, at in published.items() if moment - at >= _DAY}
    rows = Enrolment.objects.filter(
        scenario_id__in=lengths, entered_at__gt=moment - PAST, entered_at__lte=moment
    )
    counted = dict(rows.values_list("scenario_id").annotate(Count("pk")))
    return {pk: counted.get(pk, 0) / (length / _DAY) for pk, length in lengths.items()}


def mean_new_friends(account: Account, moment: datetime) -> float:
    """People who became friends in a day."""
    rows = Follower.objects.friends().filter(
        account=account, last_followed_at__gt=moment - PAST, last_followed_at__lte=moment
    )
    return rows.count() / PAST.days


def shares_of(graphs: Mapping[int, Graph], moment: datetime) -> dict[int, Shares]:
    """How people parted lately at each branch, by scenario and step; one query.

    A branch that few have passed, or that had other ways, is left out.
    """
    places = Q()
    for scenario_id, graph in graphs.items():
        steps = [node.id for node in graph.nodes.values() if len(node.ports) > 1]
        if steps:
            places |= Q(scenario_id=scenario_id, step_id__in=steps)
    if not places:
        return {}
    rows = StepVisit.objects.filter(places, left_at__gt=moment - PAST)
    counted: dict[int, dict[str, dict[str, int]]] = {}
    for scenario_id, step_id, port, people in rows.values_list("scenario_id", "step_id", "port").annotate(
        Count("pk")
    ):
        counted.setdefault(scenario_id, {}).setdefault(step_id, {})[port] = people
    return {
        scenario_id: {
            step_id: {port: people / sum(ports.values()) for port, people in ports.items()}
            for step_id, ports in steps.items()
            if sum(ports.values()) >= ENOUGH and set(ports) <= set(graphs[scenario_id].nodes[step_id].ports)
        }
        for scenario_id, steps in counted.items()
    }


def counted_arrivals(
    course: Course, triggers: Iterable[str], shares: Shares, moment: datetime
) -> list[Arrival]:
    """The messages that count, for somebody who starts at noon: what answers the start is free."""
    kinds = list(triggers)
    is_answer = bool(kinds) and all(
        kind in trigger_kinds and trigger_kinds.get(kind).gives_reply for kind in kinds
    )
    noon = moment.astimezone(course.account.zone).replace(hour=12, minute=0, second=0, microsecond=0)
    return [
        one
        for one in arrivals(course, shares, noon)
        if not (is_answer and one.is_first and one.after <= _REPLY_WITHIN)
    ]
