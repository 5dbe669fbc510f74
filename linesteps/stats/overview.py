"""The figures of many scenarios at once, for lists; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from linesteps import clock
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity
from linesteps.outbox.models import Dispatch
from linesteps.tracking.models import Click

#: A block so soon after a send, with no other send between, counts for that send.
BLOCK_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """One scenario in a list.

    Args:
        entered: runs that began in the period.
        inside: runs that have a future, now.
        sent: people to whom LINE accepted a message, counted for each message.
        clicked: people of those who tapped a link of it.
        blocked: people of those who blocked the account within 24 hours, with no other send between.
        starts_by_day: runs that began, by day of the reader's time zone, oldest first, today last.
    """

    entered: int = 0
    inside: int = 0
    sent: int = 0
    clicked: int = 0
    blocked: int = 0
    starts_by_day: tuple[int, ...] = field(default=())

    @property
    def click_rate(self) -> float | None:
        """Of those who got something, who tapped (0 to 1); ``None`` where nothing was sent."""
        return self.clicked / self.sent if self.sent else None

    @property
    def block_rate(self) -> float | None:
        """Of those who got something, who blocked the account (0 to 1); ``None`` where nothing was sent."""
        return self.blocked / self.sent if self.sent else None


def overview(scenario_ids: Sequence[int], *, since: datetime) -> dict[int, Overview]:
    """The figures of each scenario since a time (aware); six queries however many scenarios there are."""
    runs = Enrolment.objects.filter(scenario_id__in=scenario_ids)
    visits = StepVisit.objects.filter(
        scenario_id__in=scenario_ids, left_at__gte=since, dispatch__status=Dispatch.Status.ACCEPTED
    )
    clicks = Click.objects.filter(
        is_counted=True, enrolment_id=OuterRef("enrolment_id"), link__step_id=OuterRef("step_id")
    )
    last = (
        StepVisit.objects.filter(
            follower_id=OuterRef("follower_id"),
            dispatch__status=Dispatch.Status.ACCEPTED,
            left_at__lte=OuterRef("at"),
        )
        .order_by("-left_at", "-pk")
        .values("pk")[:1]
    )
    blocks = Activity.objects.filter(
        follower_id=OuterRef("follower_id"),
        kind="blocked",
        at__gte=OuterRef("left_at"),
        at__lte=OuterRef("left_at") + BLOCK_WITHIN,
    )
    blamed = visits.filter(Exists(blocks.annotate(last=Subquery(last)).filter(last=OuterRef("pk"))))
    entered = _per_scenario(runs.filter(entered_at__gte=since).values("scenario_id").annotate(n=Count("pk")))
    inside = _per_scenario(runs.live().values("scenario_id").annotate(n=Count("pk")))
    sent, clicked, blocked = (_people(rows) for rows in (visits, visits.filter(Exists(clicks)), blamed))
    starts = _starts_by_day(runs, since)
    return {
        pk: Overview(
            entered=entered[pk],
            inside=inside[pk],
            sent=sent[pk],
            clicked=clicked[pk],
            blocked=blocked[pk],
            starts_by_day=starts(pk),
        )
        for pk in scenario_ids
    }


def _per_scenario(rows: Iterable[Any]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        found[row["scenario_id"]] += row["n"]
    return found


def _people(visits: Any) -> dict[int, int]:
    """A person counts once for each step of each version."""
    grouped = visits.values("scenario_id", "step_id", version=F("enrolment__version_id"))
    return _per_scenario(grouped.annotate(n=Count("follower_id", distinct=True)))


def _starts_by_day(runs: Any, since: datetime) -> Any:
    zone = timezone.get_current_timezone()
    first = since.astimezone(zone).date()
    days = (clock.now().astimezone(zone).date() - first).days + 1
    rows = runs.filter(entered_at__gte=since).values("scenario_id", day=TruncDate("entered_at", tzinfo=zone))
    found: dict[int, list[int]] = defaultdict(lambda: [0] * days)
    for row in rows.annotate(n=Count("pk")):
        at = (row["day"] - first).days
        if at < days:
            found[row["scenario_id"]][at] += row["n"]
    return lambda pk: tuple(found[pk])
