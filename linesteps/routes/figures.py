"""What became of routes: opened, added, and still a friend after a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from linesteps import bulk
from linesteps.routes.models import Route, RouteDay, RouteVisit

#: After so long it shows who stays.
STAY = timedelta(days=7)
_NAMES = ("seen", "friends", "added", "due", "stayed")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The numbers of one route.

    Args:
        seen: how often people opened it.
        friends: openings by those who were friends already.
        added: who added the account by it.
        due: those of ``added`` since whose adding seven days have passed.
        stayed: those of ``due`` who did not block the account within these days.
    """

    seen: int = 0
    friends: int = 0
    added: int = 0
    due: int = 0
    stayed: int = 0

    @property
    def rate(self) -> float | None:
        """Percent of the openings by people who were no friends that led to an adding; ``None`` for none."""
        new = self.seen - self.friends
        return round(min(100.0, 100 * self.added / new), 1) if new > 0 else None

    @property
    def stay_rate(self) -> float | None:
        """Percent of ``due`` who stayed; ``None`` for nobody."""
        return round(100 * self.stayed / self.due, 1) if self.due else None


def with_figures(routes: Any, moment: datetime) -> Any:
    """The routes, each with its numbers for ``figures_of``; in the one query that reads them.

    Args:
        routes: a query set of ``Route``.
        moment: now (aware).
    """
    is_due = Q(added_at__lte=moment - STAY)
    stayed = Q(left_at__isnull=True) | Q(left_at__gt=F("added_at") + STAY)
    which = {
        "friends": Q(was_friend=True),
        "added": Q(added_at__isnull=False),
        "due": is_due,
        "stayed": is_due & stayed,
    }
    days = RouteDay.objects.filter(route=OuterRef("pk")).order_by().values("route")
    numbers = {"n_seen": _number(days.annotate(n=Sum("seen")))}
    for name, condition in which.items():
        visits = RouteVisit.objects.filter(condition, route=OuterRef("pk")).order_by().values("route")
        numbers[f"n_{name}"] = _number(visits.annotate(n=Count("pk")))
    return routes.annotate(**numbers)


def figures_of(route: Any) -> Figures:
    """The numbers of a route that was read ``with_figures``."""
    return Figures(**{name: getattr(route, f"n_{name}") for name in _NAMES})


def figures(route_ids: Sequence[int], moment: datetime) -> dict[int, Figures]:
    """The numbers of each of these routes, in one query."""
    rows = with_figures(Route.objects.filter(bulk.among("pk", route_ids)), moment)
    return {row.pk: figures_of(row) for row in rows}


def _number(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)
