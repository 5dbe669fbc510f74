"""The forecast for one account with the scenario that is to be published, from what is known now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from linesteps.accounts.models import Account
from linesteps.checklist.beside import Beside
from linesteps.checklist.forecast import sources
from linesteps.checklist.forecast.months import Forecast, Source, forecast
from linesteps.checklist.forecast.reach import Shares
from linesteps.checklist.seen import Seen
from linesteps.outbox import month
from linesteps.scenarios.models import Scenario


class Basis(StrEnum):
    """Where the number of people who start in a day comes from."""

    #: An editor wrote it.
    TYPED = "typed"
    #: The scenario's own last days.
    PAST = "past"
    #: The account's new friends of the last days, for a scenario that starts with them.
    FRIENDS = "friends"
    #: Nobody knows.
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is to be expected, and what that rests on.

    Args:
        forecast: of all scenarios together, the drawn one first.
        basis: where the entries of the drawn scenario come from.
        entries_per_day: of the drawn scenario.
        is_cap_known: whether LINE or the account's form told what the plan holds.
    """

    forecast: Forecast
    basis: Basis
    entries_per_day: float
    is_cap_known: bool


def outlook(seen: Seen) -> Outlook | None:
    """The forecast; ``None`` while the drawing has errors. A constant number of queries."""
    found: Outlook | None = seen.once("outlook", lambda: _outlook(seen))
    return found


def _outlook(seen: Seen) -> Outlook | None:
    if seen.course is None:
        return None
    graphs = {one.scenario.pk: one.course.graph for one in seen.beside}
    if seen.saved is not None:
        graphs[seen.saved.pk] = seen.course.graph
    published = sources.first_published(graphs)
    means = sources.mean_entries(published, seen.moment)
    shares = sources.shares_of({pk: graph for pk, graph in graphs.items() if pk in published}, seen.moment)
    own = seen.saved.pk if seen.saved is not None else 0
    basis, entries = _entries(seen, means.get(own))
    kinds = [str(one["type"]) for one in seen.triggers]
    drawn = Source(
        name=str(getattr(seen.drawn, "name", "")),
        is_drawn=True,
        entries_per_day=entries,
        begins_at=published.get(own, seen.start_at),
        ends_at=None,
        arrivals=sources.counted_arrivals(seen.course, kinds, shares.get(own, {}), seen.moment),
    )
    beside = [_source(one, published, means, shares, seen.moment) for one in seen.beside]
    cap, used, is_cap_known = plan_of(seen.account, seen.moment)
    found = forecast([drawn, *beside], moment=seen.moment, zone=seen.account.zone, cap=cap, used=used)
    return Outlook(forecast=found, basis=basis, entries_per_day=entries, is_cap_known=is_cap_known)


def plan_of(account: Account, moment: datetime) -> tuple[int | None, int, bool]:
    """The month's cap (``None`` for none or an unknown one), what is used of it, and whether it is known.

    Of the own budget and LINE's limit the one that ends first, by the counts that hold messages back.
    """
    own = month.used(account, moment)
    at_line = month.used_at_line(account, own, moment)
    limits = []
    if account.budget_per_month is not None:
        limits.append((account.budget_per_month - own, account.budget_per_month, own))
    # Last month's limit is this month's; the form's stands in while LINE cannot be asked.
    plan = account.plan_size if account.quota_at is None else account.quota_limit
    if plan is not None:
        limits.append((plan - at_line, plan, at_line))
    if limits:
        _left, cap, used = min(limits)
        return cap, used, True
    return None, at_line, account.quota_at is not None


def _source(
    one: Beside,
    published: Mapping[int, datetime],
    means: Mapping[int, float],
    shares: Mapping[int, Shares],
    moment: datetime,
) -> Source:
    pk = one.scenario.pk
    typed = _typed(one.scenario)
    kinds = [kind for kind, _config in one.triggers]
    return Source(
        name=one.scenario.name,
        is_drawn=False,
        entries_per_day=means.get(pk, 0.0) if typed is None else typed,
        begins_at=published.get(pk, moment),
        ends_at=moment if one.scenario.state == Scenario.State.CLOSING else None,
        arrivals=sources.counted_arrivals(one.course, kinds, shares.get(pk, {}), moment),
    )


def _entries(seen: Seen, mean: float | None) -> tuple[Basis, float]:
    typed = _typed(seen.drawn)
    if typed is not None:
        return Basis.TYPED, typed
    if mean is not None:
        return Basis.PAST, mean
    if any(one["type"] == "friend_added" for one in seen.triggers):
        return Basis.FRIENDS, sources.mean_new_friends(seen.account, seen.moment)
    return Basis.UNKNOWN, 0.0


def _typed(drawn: Any) -> float | None:
    value = getattr(drawn, "entries_per_day", None)
    return None if value is None else max(float(value), 0.0)
