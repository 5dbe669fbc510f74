"""When the month's messages will be used up if sending goes on as in the last week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from linesteps.accounts.models import Account
from linesteps.outbox import month
from linesteps.outbox.models import Dispatch

#: How far back the pace is taken from.
_PACE = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Month:
    """An account's month.

    Args:
        used: messages that count, by whoever counts more.
        limit: own budget or LINE's quota, whichever ends first; ``None`` without one.
        is_own: whether it is the own budget.
        ends_on: when the limit will be reached within this month; ``None`` if it will not.
    """

    used: int
    limit: int | None
    is_own: bool = False
    ends_on: date | None = None

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is sent this month."""
        return self.limit is not None and self.used >= self.limit


def forecast(account: Account, moment: datetime) -> Month:
    """The month so far and its end, in two queries."""
    own = month.used(account, moment)
    at_line = month.used_at_line(account, own, moment)
    limits = []
    if account.budget_per_month is not None:
        limits.append((account.budget_per_month - own, own, account.budget_per_month, True))
    if account.quota_limit is not None:
        limits.append((account.quota_limit - at_line, at_line, account.quota_limit, False))
    if not limits:
        return Month(used=max(own, at_line), limit=None)
    left, used, limit, is_own = min(limits)
    return Month(used=used, limit=limit, is_own=is_own, ends_on=_ends_on(account, left, moment))


def _ends_on(account: Account, left: int, moment: datetime) -> date | None:
    if left <= 0:
        return None
    rows = Dispatch.objects.filter(account=account, charged__gt=0, first_tried_at__gt=moment - _PACE)
    a_week = rows.aggregate(people=Sum("charged"))["people"] or 0
    if not a_week:
        return None
    end = moment + _PACE * (left / a_week)
    zone = account.zone
    is_this_month = month.month_of(end, zone) == month.month_of(moment, zone)
    return end.astimezone(zone).date() if is_this_month else None
