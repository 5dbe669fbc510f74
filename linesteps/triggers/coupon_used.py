"""Starts when a friend uses an own coupon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.own_coupon_chooser import OwnCouponChooserBlock
from linesteps.messages.parts.chosen_coupon import called, chosen_coupon_problems
from linesteps.triggers.kind import TriggerKind, registry


class CouponUsed(TriggerKind):
    """By the mark that staff or an editor set; LINE's own coupons tell nobody who used them."""

    name = "coupon_used"
    activity_kind = "coupon_used"

    def block(self) -> blocks.Block:
        """Which coupon."""
        coupon = OwnCouponChooserBlock(
            label=_("own coupon"),
            required=False,
            help_text=_("LINE does not tell who used LINE's own coupons, so they cannot start anything."),
        )
        return blocks.StructBlock([("coupon", coupon)], icon="pick", label=_("Coupon used"))

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No coupon, or another account's."""
        return chosen_coupon_problems(value.get("coupon"), compiling, ("coupon",))

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The coupon."""
        return {"coupon": int(value["coupon"])}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """That very coupon."""
        return bool(data.get("coupon") == config["coupon"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which coupon."""
        return gettext("When “%(title)s” is used") % {"title": called(value.get("coupon"))}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The use."""
        return gettext("the use of the coupon")


registry.register(CouponUsed())
