"""Starts when a friend taps a link in a message of another scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.links import link_problems
from linesteps.triggers.kind import TriggerKind, registry


class LinkClicked(TriggerKind):
    """By the address that the link leads to."""

    name = "link_clicked"
    activity_kind = "link_clicked"

    def block(self) -> blocks.Block:
        """The beginning of the address."""
        return blocks.StructBlock(
            [
                (
                    "url",
                    blocks.CharBlock(
                        label=_("address"),
                        required=False,
                        help_text=_("Taps on links that begin with this, such as https://example.com/saba/."),
                    ),
                )
            ],
            icon="link-external",
            label=_("Link tapped"),
            label_format="{url}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No address, or that of the template's example."""
        if not (value.get("url") or "").startswith(("http://", "https://")):
            return [
                Problem(message=_("Write the address of the link; it begins with https://."), path=("url",))
            ]
        return link_problems(value["url"], ("url",))

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The address."""
        return {"url": value["url"].strip()}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By the beginning of the destination."""
        return str(data.get("url") or "").startswith(config["url"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which link."""
        return gettext("When the link %(url)s is tapped") % {"url": value.get("url") or "…"}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The tap."""
        return gettext("the tap")


registry.register(LinkClicked())
