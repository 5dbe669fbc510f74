"""Starts when a friend gets an own coupon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.messages.parts.chosen_coupon import called
from linesteps.triggers.coupon_chosen import CouponChosen
from linesteps.triggers.kind import registry


class CouponReceived(CouponChosen):
    """When it is sent, such as to remind of it before it runs out; the same coupon sent again is no new one."""

    name = "coupon_received"
    activity_kind = "coupon_received"
    label = _("Coupon received")

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which coupon."""
        return gettext("When “%(title)s” is received") % {"title": called(value.get("coupon"))}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The receipt."""
        return gettext("the receipt of the coupon")


registry.register(CouponReceived())
