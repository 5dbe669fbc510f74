"""Starts when a friend is given a tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.names import TagNameBlock
from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry


class TagAdded(TriggerKind):
    """By hand, by a scenario, by an import or by code: wherever the tag comes from."""

    name = "tag_added"
    activity_kind = "tag_added"

    def block(self) -> blocks.Block:
        """The tag by its name."""
        return blocks.StructBlock(
            [("tag", TagNameBlock(label=_("tag")))],
            icon="tag",
            label=_("Tag added"),
            label_format="{tag}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No tag named."""
        if not (value.get("tag") or "").strip():
            return [Problem(message=_("Say which tag is meant."), path=("tag",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The tag."""
        return {"tag": value["tag"].strip()}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By the tag's name."""
        return bool(data.get("tag") == config["tag"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which tag."""
        return gettext("When given the tag “%(tag)s”") % {"tag": value.get("tag") or "…"}


registry.register(TagAdded())
