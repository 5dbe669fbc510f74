"""The figures of many scenarios at once, for lists; a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from linesteps.stats import measures
from linesteps.stats.scope import Scope
from linesteps.stats.tally import people
from linesteps.stats.trend import starts_since


@dataclass(frozen=True, kw_only=True)
class Overview:
    """One scenario in a list.

    Args:
        entered: runs that began in the period.
        inside: runs that have a future, now.
        sent: people to whom LINE accepted a message, counted for each message.
        delivered: those of them who were friends at that moment.
        clicked: people of those who tapped a link of it.
        blocked: people of those who blocked the account within 24 hours, with no other send between.
        starts_by_day: runs that began, by day of the reader's time zone, oldest first, today last.
    """

    entered: int = 0
    inside: int = 0
    sent: int = 0
    delivered: int = 0
    clicked: int = 0
    blocked: int = 0
    starts_by_day: tuple[int, ...] = field(default=())

    @property
    def click_rate(self) -> float | None:
        """Of those who got something, who tapped (0 to 1); ``None`` where nothing was sent."""
        return self.clicked / self.delivered if self.delivered else None

    @property
    def block_rate(self) -> float | None:
        """Of those who got something, who blocked the account (0 to 1); ``None`` where nothing was sent."""
        return self.blocked / self.delivered if self.delivered else None


def overview(scenario_ids: Sequence[int], *, since: datetime) -> dict[int, Overview]:
    """The figures of each scenario since a time (aware); seven queries however many scenarios there are.

    ``starts_by_day`` begins with the whole day on which ``since`` lies.
    """
    scope = Scope(scenario_ids=tuple(scenario_ids), since=since)
    entered, inside = _runs(measures.entered(scope)), _runs(measures.here(scope))
    sent, undelivered, clicked, blocked = (
        people(measure(scope), "scenario_id")
        for measure in (measures.sent, measures.undelivered, measures.clicked, measures.blocked)
    )
    starts = starts_since(scenario_ids, since.astimezone(timezone.get_current_timezone()).date())
    return {
        pk: Overview(
            entered=entered.get(pk, 0),
            inside=inside.get(pk, 0),
            sent=sent.get((pk,), 0),
            delivered=sent.get((pk,), 0) - undelivered.get((pk,), 0),
            clicked=clicked.get((pk,), 0),
            blocked=blocked.get((pk,), 0),
            starts_by_day=starts[pk],
        )
        for pk in scenario_ids
    }


def _runs(rows: Any) -> dict[int, int]:
    return dict(rows.values_list("scenario_id").annotate(Count("pk")))
