"""What start conditions by a tag have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.names import TagNameBlock
from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind


class TagNamed(TriggerKind):
    """One tag by its name; kinds say what happens to it, and what that is called (``label``)."""

    label: Any

    def block(self) -> blocks.Block:
        """The tag by its name."""
        return blocks.StructBlock(
            [("tag", TagNameBlock(label=_("tag")))], icon="tag", label=self.label, label_format="{tag}"
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
        """By the tag's name, or one that it had before."""
        return bool(config["tag"] in (data.get("tag"), *data.get("also", ())))
