"""What start conditions by an own coupon have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.own_coupon_chooser import OwnCouponChooserBlock
from linesteps.messages.parts.chosen_coupon import chosen_coupon_problems
from linesteps.triggers.kind import TriggerKind


class CouponChosen(TriggerKind):
    """One own coupon; kinds say what happens to it, and what that is called (``label``, ``help_text``)."""

    label: Any
    help_text: Any = ""

    def block(self) -> blocks.Block:
        """Which coupon."""
        coupon = OwnCouponChooserBlock(label=_("own coupon"), required=False, help_text=self.help_text)
        return blocks.StructBlock([("coupon", coupon)], icon="pick", label=self.label)

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No coupon, or another account's."""
        return chosen_coupon_problems(value.get("coupon"), compiling, ("coupon",))

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The coupon."""
        return {"coupon": int(value["coupon"])}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """That very coupon."""
        return bool(data.get("coupon") == config["coupon"])
