"""Making a coupon known to LINE, which never lets it change again, and ending it there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.errors import LinestepsError
from linesteps.line.client import LineClient
from linesteps.messages.image import FULL, rendition_url
from linesteps.messages.kind import Compiling
from linesteps.messages.models import Coupon

#: LINE's names of time zones (openapi/messaging-api.yml, CouponCreateRequest). They only say how LINE
#: words the period: the timestamps themselves are absolute.
_ZONES = {
    "Asia/Tokyo": "ASIA_TOKYO",
    "Asia/Taipei": "ASIA_TAIPEI",
    "Asia/Bangkok": "ASIA_BANGKOK",
    "Asia/Vladivostok": "ASIA_VLADIVOSTOK",
    "Asia/Colombo": "ASIA_COLOMBO",
    "Asia/Kathmandu": "ASIA_KATHMANDU",
    "Asia/Almaty": "ASIA_ALMATY",
    "Asia/Yangon": "ASIA_RANGOON",
    "Asia/Rangoon": "ASIA_RANGOON",
    "Asia/Tehran": "ASIA_TEHRAN",
    "Asia/Tbilisi": "ASIA_TBILISI",
    "Asia/Kabul": "ASIA_KABUL",
    "Asia/Tashkent": "ASIA_TASHKENT",
    "Australia/Darwin": "AUSTRALIA_DARWIN",
    "Australia/Sydney": "AUSTRALIA_SYDNEY",
    "Europe/London": "EUROPE_LONDON",
    "Europe/Paris": "EUROPE_PARIS",
    "Europe/Istanbul": "EUROPE_ISTANBUL",
    "Europe/Moscow": "EUROPE_MOSCOW",
    "America/Anchorage": "AMERICA_ANCHORAGE",
    "America/Los_Angeles": "AMERICA_LOS_ANGELES",
    "America/Phoenix": "AMERICA_PHOENIX",
    "America/Chicago": "AMERICA_CHICAGO",
    "America/New_York": "AMERICA_NEW_YORK",
    "America/Caracas": "AMERICA_CARACAS",
    "America/Santiago": "AMERICA_SANTIAGO",
    "America/St_Johns": "AMERICA_ST_JOHNS",
    "America/Sao_Paulo": "AMERICA_SAO_PAULO",
    "Pacific/Honolulu": "PACIFIC_HONOLULU",
    "Pacific/Tongatapu": "PACIFIC_TONGATAPU",
    "Atlantic/Cape_Verde": "ATLANTIC_CAPE_VERDE",
}
_DEFAULT_ZONE = "ASIA_TOKYO"


class CouponNotReady(LinestepsError):
    """A coupon cannot be registered as it is; the message says why, in the editor's language."""


def register_coupon(coupon: Coupon) -> None:
    """Create the coupon at LINE and keep its id. A registered coupon stays as it is.

    Raises:
        CouponNotReady: it is over or its discount is out of LINE's range.
        LineFault: LINE refused it or cannot be reached; nothing was kept.
    """
    if coupon.is_registered:
        return
    body = coupon_request(coupon)
    client = LineClient(coupon.account.api_url, coupon.account.access_token())
    line_coupon_id = client.create_coupon(body)
    # No transaction was open while LINE was asked. Should another editor have been faster, theirs stays.
    with transaction.atomic():
        kept = Coupon.objects.filter(pk=coupon.pk, line_coupon_id="").update(line_coupon_id=line_coupon_id)
    if kept:
        coupon.line_coupon_id = line_coupon_id
    else:
        client.close_coupon(line_coupon_id)
        coupon.refresh_from_db()


def close_coupon(coupon: Coupon) -> None:
    """End the coupon at LINE for good, also for those who have it already.

    Raises:
        LineFault: LINE refused or cannot be reached.
    """
    if coupon.closed_at is not None:
        return
    if coupon.is_registered:
        LineClient(coupon.account.api_url, coupon.account.access_token()).close_coupon(coupon.line_coupon_id)
    coupon.closed_at = clock.now()
    Coupon.objects.filter(pk=coupon.pk).update(closed_at=coupon.closed_at)


def coupon_request(coupon: Coupon) -> dict[str, Any]:
    """LINE's ``CouponCreateRequest``.

    Raises:
        CouponNotReady: see ``register_coupon``.
    """
    if coupon.is_over:
        raise CouponNotReady(_("The coupon's time is over. Choose a later end."))
    request: dict[str, Any] = {
        "acquisitionCondition": _acquisition(coupon),
        "title": coupon.title,
        "startTimestamp": _seconds(coupon.valid_from),
        "endTimestamp": _seconds(coupon.valid_until),
        "maxUseCountPerTicket": -1 if coupon.can_be_used_again else 1,
        "timezone": _ZONES.get(coupon.account.time_zone, _DEFAULT_ZONE),
        # Only people who get it in a message see it.
        "visibility": "UNLISTED",
        "reward": _reward(coupon),
    }
    texts = {
        "description": coupon.description,
        "usageCondition": coupon.usage_condition,
        "couponCode": coupon.coupon_code,
    }
    request.update({name: text for name, text in texts.items() if text})
    if coupon.image_id:
        compiling = Compiling(account=coupon.account, scenario_id=0)
        request["imageUrl"] = rendition_url(coupon.image_id, FULL, compiling)
    return request


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _acquisition(coupon: Coupon) -> dict[str, Any]:
    if coupon.win_percent is None:
        return {"type": "normal"}
    return {
        "type": "lottery",
        "lotteryProbability": coupon.win_percent,
        "maxAcquireCount": coupon.winners_max or -1,
    }


#: LINE's ``reward.type`` and ``priceInfo.type`` for rewards with an amount.
_AMOUNTS = {
    Coupon.Reward.DISCOUNT_PERCENT: ("discount", "percentage"),
    Coupon.Reward.DISCOUNT_FIXED: ("discount", "fixed"),
    Coupon.Reward.CASH_BACK_PERCENT: ("cashBack", "percentage"),
    Coupon.Reward.CASH_BACK_FIXED: ("cashBack", "fixed"),
}


def _reward(coupon: Coupon) -> dict[str, Any]:
    kind = Coupon.Reward(coupon.reward)
    if kind not in _AMOUNTS:
        return {"type": str(kind)}
    reward, price = _AMOUNTS[kind]
    if not coupon.reward_value:
        raise CouponNotReady(_("Say how much the discount is."))
    if price == "fixed":
        return {"type": reward, "priceInfo": {"type": price, "fixedAmount": coupon.reward_value}}
    if not 1 <= coupon.reward_value <= 99:
        raise CouponNotReady(_("A discount in percent is between 1 and 99."))
    return {"type": reward, "priceInfo": {"type": price, "percentage": coupon.reward_value}}
