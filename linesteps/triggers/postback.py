"""Starts when a friend taps a button that sends data of the site's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry

#: LINE: at most 300 characters (reference, “Postback action”).
_LONGEST = 300


class Postback(TriggerKind):
    """Buttons that other programs made; taps on our own ones are known by their message."""

    name = "postback"
    activity_kind = "postback_received"
    gives_reply = True

    def block(self) -> blocks.Block:
        """The data, whole or its beginning."""
        return blocks.StructBlock(
            [
                (
                    "data",
                    blocks.CharBlock(
                        label=_("data of the button"),
                        required=False,
                        max_length=_LONGEST,
                        help_text=_("As whoever made the button wrote it, such as action=reserve."),
                    ),
                ),
                (
                    "match",
                    blocks.ChoiceBlock(
                        choices=[("is", _("exactly this")), ("begins", _("begins with this"))],
                        default="is",
                        label=_("how it is compared"),
                    ),
                ),
            ],
            icon="pick",
            label=_("Button of another program tapped"),
            label_format="{data}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No data, or what only our own buttons send."""
        data = (value.get("data") or "").strip()
        if not data:
            return [Problem(message=_("Write the data that the button sends."), path=("data",))]
        if data.startswith("ls:"):
            text = gettext(
                "Buttons of linesteps' own messages begin with “ls:”. Use “Link tapped” or a branch for them."
            )
            return [Problem(message=text, path=("data",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The data."""
        return {"data": value["data"].strip(), "match": value.get("match") or "is"}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Letter by letter: data is written by programs."""
        got = data.get("data")
        if not isinstance(got, str):
            return False
        return got.startswith(config["data"]) if config["match"] == "begins" else got == config["data"]

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which button."""
        said = {"data": value.get("data") or "…"}
        if value.get("match") == "begins":
            return gettext("When a button is tapped whose data begins with “%(data)s”") % said
        return gettext("When a button with the data “%(data)s” is tapped") % said

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The tap."""
        return gettext("the tap")


registry.register(Postback())
