"""What became of an own coupon, recomputed from its tickets at each look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon

_COUNTS: dict[str, Any] = {
    "given": Count("pk"),
    "opened": Count("pk", filter=Q(opened_at__isnull=False)),
    "used": Count("pk", filter=Q(used_at__isnull=False)),
}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of tickets: how many were given, how many pages opened, how many used."""

    given: int = 0
    opened: int = 0
    used: int = 0

    @property
    def rate(self) -> float | None:
        """Used of given, in percent; ``None`` while nobody has it."""
        return round(100 * self.used / self.given, 1) if self.given else None


@dataclass(frozen=True, kw_only=True)
class Stock:
    """The codes of a list: how many are left of how many."""

    left: int
    total: int


def figures(coupon: OwnCoupon) -> Figures:
    """All of one coupon, in one query."""
    return Figures(**coupon.tickets.aggregate(**_COUNTS))


def figures_by_scenario(coupon: OwnCoupon) -> list[tuple[str, Figures]]:
    """By the name of the scenario that gave it (empty where that is gone), those that gave most first."""
    rows = coupon.tickets.values_list("scenario", "scenario__name").annotate(**_COUNTS).order_by()
    found = [
        (name or "", Figures(given=given, opened=opened, used=used))
        for _pk, name, given, opened, used in rows
    ]
    return sorted(found, key=lambda one: -one[1].given)


def stock(coupon: OwnCoupon) -> Stock | None:
    """What is left of the list; ``None`` for a coupon that needs none."""
    if coupon.codes != OwnCoupon.Codes.POOL:
        return None
    counts = CouponCode.objects.filter(coupon=coupon).aggregate(
        total=Count("pk"), left=Count("pk", filter=Q(taken_at__isnull=True))
    )
    return Stock(**counts)


def tickets_of(coupon: OwnCoupon, *, code: str = "") -> Any:
    """Who has it, the latest first; only those with a code if one is given."""
    rows = CouponTicket.objects.filter(coupon=coupon)
    rows = rows.with_code(code) if code else rows
    return rows.select_related("coupon__account", "follower", "scenario").order_by("-received_at", "-pk")
