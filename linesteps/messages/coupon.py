"""A coupon of LINE's own, as a card that the friend can keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.chooser import CouponChooserBlock
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.models import Coupon
from linesteps.messages.referred import referred


class CouponMessage(MessageKind):
    """A coupon made through LINE's coupon API; LINE keeps who used it to itself."""

    name = "coupon"

    def block(self) -> blocks.Block:
        """A coupon chooser."""
        return blocks.StructBlock(
            [("coupon", CouponChooserBlock(label=_("coupon"), required=False))], icon="tag", label=_("Coupon")
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "coupon"}``."""
        coupon = referred(Coupon, value["coupon"])
        if coupon is None:
            raise LookupError("Problems are asked for first.")
        return {"type": "coupon", "couponId": coupon.line_coupon_id}

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A missing, foreign or unregistered coupon, or one that is over."""
        path = ("coupon",)
        if not value.get("coupon"):
            return [Problem(message=_("No coupon is chosen yet. Choose one."), path=path)]
        coupon = referred(Coupon, value["coupon"])
        if coupon is None:
            return [Problem(message=_("The coupon was deleted. Choose another one."), path=path)]
        if coupon.account_id != compiling.account.pk:
            return [Problem(message=_("The coupon belongs to another LINE Official Account."), path=path)]
        if not coupon.line_coupon_id:
            text = gettext(
                "The coupon “%(title)s” is not registered with LINE yet. Open it and press “Register with LINE”."
            )
            return [Problem(message=text % {"title": coupon.title}, path=path)]
        if coupon.is_over:
            text = gettext("The coupon “%(title)s” is over. Choose another one.")
            return [Problem(message=text % {"title": coupon.title}, path=path)]
        return []

    def summary(self, value: Mapping[str, Any]) -> str:
        """The coupon's title."""
        coupon = referred(Coupon, value.get("coupon") or 0)
        return coupon.title if coupon else gettext("Coupon")


registry.register(CouponMessage())
