"""Own coupons for tests, and what people find of them on their phones."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse

from linesteps.coupons.models import CouponCode, OwnCoupon
from linesteps.testing.build import Plain, message
from linesteps.testing.shop import IPHONE, Shop


def own_coupon(shop: Shop, *codes: str, **values: Any) -> OwnCoupon:
    """A coupon of the shop; with codes it gives each friend one of them."""
    kind = OwnCoupon.Codes.POOL if codes else OwnCoupon.Codes.NONE
    known = {"title": "Autumn", "benefit": "20% off", "language": "en", "valid_days": 3, "codes": kind}
    coupon = OwnCoupon.objects.create(account=shop.account, **{**known, **values})
    CouponCode.objects.bulk_create([CouponCode(coupon=coupon, text=code) for code in codes])
    return coupon


def card(coupon: OwnCoupon, **value: Any) -> Plain:
    """A message that gives the coupon."""
    return message("own_coupon", **{"coupon": coupon.pk, "hides_code": False, "without": "nothing", **value})


def codes_to(shop: Shop, user_id: str) -> list[str]:
    """The codes on a person's cards."""
    found: list[str] = []
    for one in shop.messages_to(user_id):
        found += re.findall(r"CODE-\d+", str(one))
    return found


def page_of(shop: Shop, user_id: str) -> str:
    """The path of the coupon page that the person's last card leads to."""
    for one in reversed(shop.messages_to(user_id)):
        if found := re.findall(r"https?://[^/]+(/line/c/[A-Za-z0-9_-]+/)", str(one)):
            return str(found[-1])
    raise AssertionError("No card leads to a coupon page.")


def opened(shop: Shop, path: str, **more: Any) -> Any:
    """What a person sees at an address."""
    answer: HttpResponse = shop.client.get(path, headers={"user-agent": IPHONE}, **more)
    return answer
