"""An own coupon that somebody chose: whether it is there and belongs to the account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linesteps.coupons.models import OwnCoupon
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.referred import referred


def chosen_coupon_problems(pk: Any, compiling: Compiling, path: tuple[str | int, ...]) -> list[Problem]:
    """Nothing chosen, one that was deleted, or another account's."""
    if not pk:
        return [Problem(message=_("No coupon is chosen yet. Choose one."), path=path)]
    coupon = referred(OwnCoupon, pk)
    if coupon is None:
        return [Problem(message=_("The coupon was deleted. Choose another one."), path=path)]
    if coupon.account_id != compiling.account.pk:
        return [Problem(message=_("The coupon belongs to another LINE Official Account."), path=path)]
    return []


def called(pk: Any) -> str:
    """The coupon's title, for a sentence about it."""
    coupon = referred(OwnCoupon, pk) if pk else None
    return coupon.title if coupon else "…"
