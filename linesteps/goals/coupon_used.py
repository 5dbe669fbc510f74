"""An own coupon that the friend uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.goals.kind import GoalKind, days_problems, goal_block, registry
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.own_coupon_chooser import OwnCouponChooserBlock
from linesteps.messages.parts.chosen_coupon import called, chosen_coupon_problems


class CouponUsedGoal(GoalKind):
    """By the mark that staff or an editor set; LINE's own coupons tell nobody who used them."""

    name = "coupon_used"
    activities = frozenset({"coupon_used"})

    def block(self) -> blocks.Block:
        """Which coupon."""
        coupon = OwnCouponChooserBlock(label=_("own coupon"), required=False)
        return goal_block(("coupon", coupon), label=_("Coupon used"), icon="pick")

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No coupon, or another account's."""
        found = chosen_coupon_problems(value.get("coupon"), compiling, ("coupon",))
        return [*found, *days_problems(value)]

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The coupon."""
        return {"coupon": int(value["coupon"])}

    def matches(self, config: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> bool:
        """That very coupon."""
        return bool(data.get("coupon") == config["coupon"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which coupon."""
        return gettext("the use of “%(title)s”") % {"title": called(value.get("coupon"))}


registry.register(CouponUsedGoal())
