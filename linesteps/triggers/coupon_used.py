"""Starts when a friend uses an own coupon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.messages.parts.chosen_coupon import called
from linesteps.triggers.coupon_chosen import CouponChosen
from linesteps.triggers.kind import registry


class CouponUsed(CouponChosen):
    """By the mark that staff or an editor set; LINE's own coupons tell nobody who used them."""

    name = "coupon_used"
    activity_kind = "coupon_used"
    label = _("Coupon used")
    help_text = _("LINE does not tell who used LINE's own coupons, so they cannot start anything.")

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which coupon."""
        return gettext("When “%(title)s” is used") % {"title": called(value.get("coupon"))}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The use."""
        return gettext("the use of the coupon")


registry.register(CouponUsed())
