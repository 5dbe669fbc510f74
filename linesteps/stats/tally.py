"""Counting people: once for each step of each version."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q, QuerySet

Key = tuple[Any, ...]


def people(rows: QuerySet[Any], *by: str) -> dict[Key, int]:
    """How many people, by the given columns; one query."""
    return {key: found["people"] for key, found in tally(rows, *by, people=Q()).items()}


def tally(rows: QuerySet[Any], *by: str, **parts: Q) -> dict[Key, dict[str, int]]:
    """How many people of each part, by the given columns; one query.

    Args:
        rows: of a measure.
        by: columns to tell apart, such as ``step_id``.
        parts: name and condition of each count.
    """
    columns = list(dict.fromkeys((*by, "scenario_id", "version_id", "step_id")))
    counts = {
        name: Count("follower_id", distinct=True, filter=condition or None)
        for name, condition in parts.items()
    }
    found: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(parts, 0))
    for row in rows.order_by().values(*columns).annotate(**counts):
        sums = found[tuple(row[name] for name in by)]
        for name in parts:
            sums[name] += row[name]
    return dict(found)
