"""Attribute: set an attribute of the friend, or take its value away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.attributes import canonical
from linesteps.followers.models import Attribute
from linesteps.followers.names import AttributeBlock, attributes_of, name_of
from linesteps.graph import Context, Effect, Goto, Result
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import StepKind, registry

_ACTS = (
    ("set", _("set to the value")),
    ("today", _("set to today's date")),
    ("clear", _("take the value away")),
)
_LONGEST = 500


class AttributeStep(StepKind):
    """The value stands with its source, a step of a scenario, and its time."""

    name = "attribute"

    def block(self) -> blocks.Block:
        """Which attribute, what becomes of it, and the value."""
        return blocks.StructBlock(
            [
                ("attribute", AttributeBlock(label=_("attribute"))),
                ("act", blocks.ChoiceBlock(choices=_ACTS, default="set", label=_("what to do"))),
                (
                    "value",
                    blocks.CharBlock(
                        label=_("value"),
                        required=False,
                        max_length=_LONGEST,
                        help_text=_("A date is written like 2026-12-24, yes or no as “yes” or “no”."),
                    ),
                ),
            ],
            icon="user",
            label=_("Set an attribute"),
            group=_("About the friend"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No such attribute, or a value that does not fit its type."""
        if not value.get("attribute"):
            return [Problem(message=_("Choose the attribute to set."), path=("attribute",))]
        attribute = attributes_of(compiling.account).get(value["attribute"])
        if attribute is None:
            text = gettext("The account has no attribute “%(key)s”. Choose another one.")
            return [Problem(message=text % {"key": value["attribute"]}, path=("attribute",))]
        act = value.get("act") or "set"
        if act not in dict(_ACTS):
            raise ValueError("No form offers this.")
        if act == "today" and attribute.type not in (Attribute.Type.DATE, Attribute.Type.TEXT):
            text = gettext("“%(name)s” holds no dates. Choose another attribute, or set a value.")
            return [Problem(message=text % {"name": attribute.name}, path=("act",))]
        if act != "set":
            return []
        if not (value.get("value") or "").strip():
            return [Problem(message=_("Say which value to set."), path=("value",))]
        try:
            canonical(attribute, value["value"])
        except ValidationError as error:
            return [Problem(message=" ".join(error.messages), path=("value",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The attribute by its id, with the value as it is stored."""
        attribute = attributes_of(compiling.account)[value["attribute"]]
        act = value.get("act") or "set"
        return {
            "attribute_id": attribute.pk,
            "key": attribute.key,
            "act": act,
            "value": canonical(attribute, value["value"]) if act == "set" else None,
        }

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Say which value, and go on; today is a day of the account's zone."""
        data = config
        if config["act"] == "today":
            data = {**config, "value": ctx.now.astimezone(ZoneInfo(ctx.time_zone)).date().isoformat()}
        return Result(outcome=Goto(), effects=(Effect(kind="attribute", data=data),))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「性別を「女性」にする」."""
        words = {
            "set": gettext("Set %(attribute)s to “%(value)s”"),
            "today": gettext("Set %(attribute)s to today's date"),
            "clear": gettext("Take the value of %(attribute)s away"),
        }
        text = words.get(value.get("act") or "set", words["set"])
        return text % {"attribute": name_of(value.get("attribute")), "value": value.get("value") or "…"}


registry.register(AttributeStep())
