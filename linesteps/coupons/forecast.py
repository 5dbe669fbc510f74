"""When a list of codes will be at its end, if things go on as they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor

from django.db.models import Count, Q

from linesteps.coupons.figures import stock
from linesteps.coupons.models import OwnCoupon

WEEK, MONTH = timedelta(days=7), timedelta(days=28)
#: Farther ahead nobody plans.
_HORIZON_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What is left, and until when it lasts.

    Args:
        left: codes.
        total: codes that were ever in the list.
        of_week: given in the last 7 days.
        of_month: given in the last 28 days.
        ends_on: the first day on which somebody may find none; ``None`` if that is a year away, or nobody
            took any lately.
    """

    left: int
    total: int
    of_week: int
    of_month: int
    ends_on: date | None


def forecast(coupon: OwnCoupon, moment: datetime) -> Forecast | None:
    """By the faster of the paces of the last 7 and 28 days, so that codes come too early rather than too late.

    Returns:
        ``None`` for a coupon without a list.
    """
    found = stock(coupon)
    if found is None:
        return None
    given = coupon.tickets.filter(received_at__gt=moment - MONTH).aggregate(
        week=Count("pk", filter=Q(received_at__gt=moment - WEEK)), month=Count("pk")
    )
    a_day = max(given["week"] / WEEK.days, given["month"] / MONTH.days)
    today = moment.astimezone(coupon.account.zone).date()
    days = floor(found.left / a_day) if a_day else _HORIZON_DAYS + 1
    return Forecast(
        left=found.left,
        total=found.total,
        of_week=given["week"],
        of_month=given["month"],
        ends_on=today + timedelta(days=days) if days <= _HORIZON_DAYS else None,
    )
