"""Taking over coupons that were made in LINE Official Account Manager, so that messages can carry them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from linesteps.accounts.models import Account
from linesteps.line.client import CouponAtLine, LineClient
from linesteps.messages.models import Coupon

#: Our reward by LINE's ``reward.type`` and ``priceInfo.type``; all else is told as “other”.
_REWARDS = {
    ("discount", "percentage"): Coupon.Reward.DISCOUNT_PERCENT,
    ("discount", "fixed"): Coupon.Reward.DISCOUNT_FIXED,
    ("cashBack", "percentage"): Coupon.Reward.CASH_BACK_PERCENT,
    ("cashBack", "fixed"): Coupon.Reward.CASH_BACK_FIXED,
}


def unknown_coupons(account: Account) -> list[CouponAtLine]:
    """Those that LINE has and this site does not.

    Raises:
        LineFault: LINE refuses or cannot be reached.
    """
    known = set(Coupon.objects.filter(account=account).values_list("line_coupon_id", flat=True))
    client = LineClient(account.api_url, account.access_token())
    return [one for one in client.coupons() if one.coupon_id not in known]


def take_over(account: Account, line_coupon_id: str) -> Coupon:
    """The coupon with this id at LINE, made known here; one that is known already stays as it is.

    Its picture stays at LINE: only its address is told, and nobody promises that it lasts.

    Raises:
        LineFault: LINE refuses, has no such coupon, or cannot be reached.
    """
    known = Coupon.objects.filter(account=account, line_coupon_id=line_coupon_id).first()
    if known is not None:
        return known
    told = LineClient(account.api_url, account.access_token()).coupon(line_coupon_id)
    return Coupon.objects.create(account=account, line_coupon_id=line_coupon_id, **_fields(told))


def _fields(told: Mapping[str, Any]) -> dict[str, Any]:
    reward = told.get("reward") or {}
    price = reward.get("priceInfo") or {}
    acquisition = told.get("acquisitionCondition") or {}
    kind = _REWARDS.get((str(reward.get("type")), str(price.get("type"))))
    plain = str(reward.get("type"))
    winners = acquisition.get("maxAcquireCount")
    return {
        "title": str(told.get("title") or "")[:60],
        "description": str(told.get("description") or "")[:1000],
        "usage_condition": str(told.get("usageCondition") or "")[:100],
        "coupon_code": str(told.get("couponCode") or "")[:16],
        "reward": kind or (plain if plain in Coupon.Reward.values else Coupon.Reward.OTHERS),
        "reward_value": (price.get("percentage") or price.get("fixedAmount")) if kind else None,
        "win_percent": acquisition.get("lotteryProbability"),
        "winners_max": winners if isinstance(winners, int) and winners > 0 else None,
        "can_be_used_again": told.get("maxUseCountPerTicket") == -1,
        "valid_from": _moment(told.get("startTimestamp")),
        "valid_until": _moment(told.get("endTimestamp")),
    }


def _moment(seconds: Any) -> datetime:
    return datetime.fromtimestamp(int(seconds or 0), tz=UTC)
