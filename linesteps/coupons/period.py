"""Until when a received coupon is valid, and how that is said."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import override

from linesteps.coupons.models import OwnCoupon

#: The last moment of a day, as people mean “until the 24th”.
_DAYS_END = time(23, 59, 59)
#: Later than any coupon.
FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)


def expires_at(coupon: OwnCoupon, received_at: datetime) -> datetime:
    """The earlier of the coupon's own end and the end of the last day after receipt, in the account's zone.

    Args:
        coupon: with its account. Its form asks for at least one of the two ends; one that code made without
            any has none to speak of.
        received_at: aware.
    """
    ends = [coupon.valid_until] if coupon.valid_until else []
    if coupon.valid_days:
        last = received_at.astimezone(coupon.account.zone).date() + timedelta(days=coupon.valid_days)
        ends.append(datetime.combine(last, _DAYS_END, tzinfo=coupon.account.zone))
    return min(ends, default=FOR_EVER)


def in_words(coupon: OwnCoupon, ends: datetime) -> str:
    """Such as 「2026年12月24日」, in the language of the coupon; with the hour unless the day ends with it."""
    with override(coupon.language):
        local = ends.astimezone(coupon.account.zone)
        day = date_format(local.date(), "DATE_FORMAT")
        if local.time().replace(microsecond=0, second=59) >= _DAYS_END:
            return day
        return f"{day} {local:%H:%M}"
