"""What a drawn phone shows of the coupons in messages, in the shape of LINE's coupon objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from linesteps import conf
from linesteps.accounts.models import Account
from linesteps.messages.image import FULL
from linesteps.messages.models import Coupon


def shown_coupons(account: Account, messages: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By LINE's id, those that ``messages`` carry; three queries, however many they are."""
    ids = {str(message["couponId"]) for message in messages if "couponId" in message}
    if not ids:
        return {}
    rows = Coupon.objects.filter(account=account, line_coupon_id__in=ids)
    return {
        row.line_coupon_id: _shown(row)
        for row in rows.select_related("image").prefetch_related("image__renditions")
    }


def _shown(coupon: Coupon) -> dict[str, Any]:
    url = coupon.image.get_rendition(FULL).url if coupon.image else ""
    return {
        "title": coupon.title,
        "description": coupon.description,
        "imageUrl": url if not url or url.startswith("http") else conf.public_base_url() + url,
        "endTimestamp": int(coupon.valid_until.timestamp()),
        "status": "CLOSED" if coupon.is_over else "RUNNING",
    }
