"""How many began on each day, for small curves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from linesteps import clock
from linesteps.engine.models import Enrolment


def starts_by_day(scenario_ids: Sequence[int], days: int) -> dict[int, tuple[int, ...]]:
    """Runs that began on each of the last days, oldest first, today last; one query.

    Args:
        scenario_ids: whose runs.
        days: how many days, in the reader's time zone.
    """
    zone = timezone.get_current_timezone()
    first = clock.now().astimezone(zone).date() - timedelta(days=days - 1)
    return starts_since(scenario_ids, first)


def starts_since(scenario_ids: Sequence[int], first: date) -> dict[int, tuple[int, ...]]:
    """The same from a day on."""
    zone = timezone.get_current_timezone()
    today = clock.now().astimezone(zone).date()
    counts = {pk: [0] * ((today - first).days + 1) for pk in scenario_ids}
    rows = Enrolment.objects.filter(
        scenario_id__in=scenario_ids, entered_at__gte=datetime.combine(first, time(), tzinfo=zone)
    )
    grouped = rows.values("scenario_id", day=TruncDate("entered_at", tzinfo=zone)).annotate(n=Count("pk"))
    for row in grouped:
        if first <= row["day"] <= today:
            counts[row["scenario_id"]][(row["day"] - first).days] += row["n"]
    return {pk: tuple(found) for pk, found in counts.items()}
