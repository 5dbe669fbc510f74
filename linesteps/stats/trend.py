"""How many began on each day, for small curves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from linesteps.engine.models import Enrolment
from linesteps.stats.period import beginning_of, today


def starts_by_day(scenario_ids: Sequence[int], days: int) -> dict[int, tuple[int, ...]]:
    """Runs that began on each of the last days, oldest first, today last; one query.

    Args:
        scenario_ids: whose runs.
        days: how many days, in the reader's time zone.
    """
    return starts_since(scenario_ids, today() - timedelta(days=days - 1))


def starts_since(scenario_ids: Sequence[int], first: date) -> dict[int, tuple[int, ...]]:
    """The same from a day on."""
    zone, last = timezone.get_current_timezone(), today()
    counts = {pk: [0] * ((last - first).days + 1) for pk in scenario_ids}
    rows = Enrolment.objects.filter(scenario_id__in=scenario_ids, entered_at__gte=beginning_of(first))
    grouped = rows.values("scenario_id", day=TruncDate("entered_at", tzinfo=zone)).annotate(n=Count("pk"))
    for row in grouped:
        if first <= row["day"] <= last:
            counts[row["scenario_id"]][(row["day"] - first).days] += row["n"]
    return {pk: tuple(found) for pk, found in counts.items()}
