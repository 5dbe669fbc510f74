"""Starts when somebody adds the account as a friend, or comes back after a block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry

_WHEN = (
    ("any", _("first time and again")),
    ("first", _("first time only")),
    ("again", _("again after a block only")),
)


class FriendAdded(TriggerKind):
    """Our own history decides what is “again”: LINE's ``isUnblocked`` is not exact (reference, “Follow event”)."""

    name = "friend_added"
    activity_kind = "followed"
    gives_reply = True

    def block(self) -> blocks.Block:
        """First time, again, or both."""
        return blocks.StructBlock(
            [("when", blocks.ChoiceBlock(choices=_WHEN, default="any", label=_("which time")))],
            icon="user",
            label=_("Added as a friend"),
            label_format="{when}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Nothing that the form can produce."""
        if (value.get("when") or "any") not in dict(_WHEN):
            raise ValueError("There is no such time.")
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Which time."""
        return {"when": value.get("when") or "any"}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By whether the person was a friend before."""
        if config["when"] == "any":
            return True
        return bool(data.get("is_first")) == (config["when"] == "first")

    def summary(self, value: Mapping[str, Any]) -> str:
        """When."""
        words = {
            "any": gettext("When added as a friend"),
            "first": gettext("When added as a friend for the first time"),
            "again": gettext("When a friend comes back after a block"),
        }
        return words[value.get("when") or "any"]

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The friendship."""
        return gettext("adding as friend")


registry.register(FriendAdded())
