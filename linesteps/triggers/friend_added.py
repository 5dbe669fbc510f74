"""Starts when somebody adds the account as a friend, or comes back after a block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_routes import (
    called,
    chosen_ids,
    chosen_route_problems,
    identity_problems,
)
from linesteps.messages.parts.route_chooser import routes_block
from linesteps.routes.join import CAME
from linesteps.triggers.kind import TriggerKind, registry

_WHEN = (
    ("any", _("first time and again")),
    ("first", _("first time only")),
    ("again", _("again after a block only")),
)


class FriendAdded(TriggerKind):
    """Our own history decides what is “again”: LINE's ``isUnblocked`` is not exact (reference, “Follow event”).

    With routes it waits for the news by which route somebody came, which mostly comes with the adding, and sometimes
    a moment after it.
    """

    name = "friend_added"
    activity_kind = "followed"
    gives_reply = True

    def block(self) -> blocks.Block:
        """First time, again, or both."""
        return blocks.StructBlock(
            [
                ("when", blocks.ChoiceBlock(choices=_WHEN, default="any", label=_("which time"))),
                (
                    "routes",
                    routes_block(
                        label=_("only by these entry routes"),
                        help_text=_("None: however somebody came."),
                    ),
                ),
            ],
            icon="user",
            label=_("Added as a friend"),
            label_format="{when}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Routes that are not there."""
        if (value.get("when") or "any") not in dict(_WHEN):
            raise ValueError("There is no such time.")
        routes = value.get("routes")
        if not chosen_ids(routes):
            return []
        return chosen_route_problems(routes, compiling, ("routes",)) or identity_problems(
            compiling, ("routes",)
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Which time, and by which routes, if it matters."""
        when = {"when": value.get("when") or "any"}
        routes = sorted({int(pk) for pk in chosen_ids(value.get("routes"))})
        return {**when, "routes": routes} if routes else when

    def listens_to(self, config: Mapping[str, Any]) -> str:
        """The adding itself, or the news of its route."""
        return CAME if config.get("routes") else self.activity_kind

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By whether the person was a friend before, and by the route."""
        if config.get("routes") and data.get("route") not in config["routes"]:
            return False
        if config["when"] == "any":
            return True
        return bool(data.get("is_first")) == (config["when"] == "first")

    def summary(self, value: Mapping[str, Any]) -> str:
        """When, and by which route."""
        if chosen_ids(value.get("routes")):
            return self._by_route(value)
        words = {
            "any": gettext("When added as a friend"),
            "first": gettext("When added as a friend for the first time"),
            "again": gettext("When a friend comes back after a block"),
        }
        return words[value.get("when") or "any"]

    def _by_route(self, value: Mapping[str, Any]) -> str:
        words = {
            "any": gettext("When added as a friend by “%(names)s”"),
            "first": gettext("When added as a friend for the first time, by “%(names)s”"),
            "again": gettext("When a friend comes back after a block, by “%(names)s”"),
        }
        return words[value.get("when") or "any"] % {"names": called(value["routes"])}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The friendship."""
        return gettext("adding as friend")


registry.register(FriendAdded())
