"""Starts when a friend joins, renews or leaves a paid membership of the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry

#: LINE's types (reference, “Membership event”).
_WHEN = (("joined", _("joins")), ("renewed", _("renews")), ("left", _("leaves")))


class Membership(TriggerKind):
    """LINE's own membership; what the shop's site calls a member comes as an event or an attribute."""

    name = "membership"
    activity_kind = "membership_changed"
    gives_reply = True

    def block(self) -> blocks.Block:
        """What happens, and to which plan."""
        return blocks.StructBlock(
            [
                ("when", blocks.ChoiceBlock(choices=_WHEN, default="joined", label=_("when somebody"))),
                (
                    "plan",
                    blocks.IntegerBlock(
                        label=_("ID of the membership plan"),
                        required=False,
                        min_value=1,
                        help_text=_("Empty: any plan of the account."),
                    ),
                ),
            ],
            icon="group",
            label=_("LINE membership"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A plan that is no number."""
        if (value.get("when") or "joined") not in dict(_WHEN):
            raise ValueError("No form offers this.")
        plan = value.get("plan")
        if plan is not None and (isinstance(plan, bool) or not isinstance(plan, int) or plan < 1):
            return [Problem(message=_("The ID of a plan is a number, such as 3189."), path=("plan",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """LINE's type, and the plan; ``None`` for any."""
        return {"when": value.get("when") or "joined", "plan": value.get("plan")}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """The same type and plan."""
        membership = data.get("membership")
        if not isinstance(membership, Mapping) or membership.get("type") != config["when"]:
            return False
        return config["plan"] in {None, membership.get("membershipId")}

    def summary(self, value: Mapping[str, Any]) -> str:
        """What happens."""
        texts = {
            "joined": gettext("When the LINE membership is joined"),
            "renewed": gettext("When the LINE membership is renewed"),
            "left": gettext("When the LINE membership is left"),
        }
        text = texts.get(value.get("when") or "joined", texts["joined"])
        if not value.get("plan"):
            return text
        return gettext("%(when)s (plan %(plan)s)") % {"when": text, "plan": value["plan"]}


registry.register(Membership())
