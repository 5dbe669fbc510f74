"""A fixed part of the friends, by lot: always the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.graph import Context
from linesteps.lots import lot
from linesteps.messages.kind import Compiling, Problem


class PercentageCondition(ConditionKind):
    """The lot is drawn from the friend and the step: two conditions of one branch ask for the same people."""

    name = "percentage"

    def block(self) -> blocks.Block:
        """How many of a hundred."""
        return blocks.StructBlock(
            [
                (
                    "percent",
                    blocks.IntegerBlock(
                        label=_("percent of friends"),
                        required=False,
                        help_text=_(
                            "1 to 99, by lot; always the same friends. For shares side by side, use a split."
                        ),
                    ),
                )
            ],
            icon="ls-split",
            label=_("Percentage"),
            label_format="{percent}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No number, or everybody or nobody."""
        if not isinstance(value.get("percent"), int) or not 1 <= value["percent"] <= 99:
            return [Problem(message=_("Say how many percent of the friends: 1 to 99."), path=("percent",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The number, and what the lot is drawn for."""
        return {"percent": int(value["percent"]), "purpose": compiling.step_id}

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Nothing: the lot lies in the friend's number."""
        return {}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Whether the friend is among them."""
        return lot(config["purpose"], ctx.follower_id) < config["percent"]

    def summary(self, value: Mapping[str, Any]) -> str:
        """How many."""
        return gettext("%(percent)s%% of friends, by lot") % {"percent": value.get("percent") or "…"}


registry.register(PercentageCondition())
