"""One question to a site's model for thousands of friends, in one statement."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, F, Max, Q, Sum, Value, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from linesteps import bulk
from linesteps.facts.kind import SiteFact, registry

logger = logging.getLogger("linesteps.facts")

COUNT, SUM, LAST, NEWEST = "count", "sum", "last", "newest"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is asked of a fact: ``count``, ``last``, ``sum.<field>`` or ``newest.<field>``."""

    fact: SiteFact
    what: str
    path: str = ""

    @property
    def empty(self) -> Any:
        """The answer for somebody who has no rows."""
        return 0 if self.what in {COUNT, SUM} else None


def measure_named(name: str) -> Measure | None:
    """The measure behind a stored name, such as ``orders.sum.total``; ``None`` if it is not on offer (any more)."""
    kind, _dot, rest = name.partition(".")
    what, _dot, path = rest.partition(".")
    if kind not in registry:
        return None
    fact = registry.get(kind)
    field = fact.field(path)
    allowed = {
        COUNT: not path,
        LAST: not path and bool(fact.when),
        SUM: field is not None and field.is_number,
        NEWEST: field is not None and bool(fact.when),
    }
    return Measure(fact=fact, what=what, path=path) if allowed.get(what) else None


def answers(
    measure: Measure,
    follower_ids: Sequence[int],
    *,
    now: datetime,
    days: int | None = None,
    only: Mapping[str, str] | None = None,
) -> dict[int, Any]:
    """By follower the answer; who is tied to nothing of the site is left out. One query, none without people.

    Args:
        measure: what is asked.
        follower_ids: of whom.
        now: aware.
        days: only rows of the last so many days; the model must say when.
        only: ``{"field", "comparison", "value"}``: only such rows. What is not declared finds nothing.
    """
    fact, ids = measure.fact, list(follower_ids)
    if not ids:
        return {}
    rows = _rows(fact, ids).filter(fact.where)
    if days is not None:
        rows = rows.filter((f"{fact.when}__gte", _since(fact, now, days)))
    if only is not None:
        field = fact.field(only["field"])
        asked = field.condition(only["comparison"], only["value"]) if field else None
        if asked is None:
            logger.warning("The fact %s has no question %s any more.", fact.name, only["field"])
            return {}
        rows = rows.filter(asked)
    found = _measured(measure, rows)
    if not fact.owner:
        # Rows that say themselves whose they are: nobody is unknown.
        return {**dict.fromkeys(ids, measure.empty), **dict(found)}
    tied = fact.owner_class._base_manager.filter(bulk.among(fact.tie, ids))
    output = found.query.annotations["answer"].output_field
    nobody = tied.order_by().values_list(
        F(fact.tie), models.ExpressionWrapper(Value(None), output_field=output)
    )
    known: dict[int, Any] = {}
    for follower_id, answer in found.union(nobody, all=True):
        if answer is not None or follower_id not in known:
            known[follower_id] = measure.empty if answer is None else answer
    return known


def _rows(fact: SiteFact, ids: list[int]) -> models.QuerySet[Any]:
    rows = fact.model_class._base_manager.all()
    if not fact.owner:
        return rows.filter(bulk.among(fact.tie, ids))
    owners = fact.owner_class._base_manager.filter(bulk.among(fact.tie, ids))
    return rows.filter((f"{fact.owner}__in", owners.order_by().values("pk")))


def _measured(measure: Measure, rows: models.QuerySet[Any]) -> models.QuerySet[Any, Any]:
    """``(follower id, answer)``; the column of the follower comes first."""
    fact = measure.fact
    person = f"{fact.path}_id"
    if measure.what == NEWEST:
        newest = Window(RowNumber(), partition_by=F(person), order_by=[F(fact.when).desc(), F("pk").desc()])
        # What has no time is older than all that has one.
        rows = rows.filter(Q((f"{fact.when}__isnull", False))).annotate(_place=newest).filter(_place=1)
        return (
            rows.order_by()
            .values_list(F(person))
            .annotate(answer=F(measure.path))
            .values_list(person, "answer")
        )
    counted: Any = Count("pk", distinct=True)
    if measure.what == SUM:
        counted = Sum(measure.path)
    elif measure.what == LAST:
        counted = Max(fact.when)
    return rows.order_by().values(person).annotate(answer=counted).values_list(person, "answer")


def _since(fact: SiteFact, now: datetime, days: int) -> Any:
    moment = now - timedelta(days=days)
    return moment if fact.has_moments else timezone.localtime(moment).date()


def days_since(moment: Any, now: datetime, zone: ZoneInfo) -> int:
    """Whole days since a moment, or since the beginning of a day in the account's zone."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return (now - moment).days
