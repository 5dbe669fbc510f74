"""What start conditions by a segment have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.segment_reference import SegmentReferenceBlock
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_segment import chosen_segment_problems
from linesteps.triggers.kind import TriggerKind


class SegmentChosen(TriggerKind):
    """One segment; kinds say what happens with it, and what that is called (``label``, ``help_text``)."""

    label: Any
    help_text: Any

    def block(self) -> blocks.Block:
        """Which segment."""
        segment = SegmentReferenceBlock(label=_("segment"), help_text=self.help_text)
        return blocks.StructBlock([("segment", segment)], icon="group", label=self.label)

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """None chosen, or one that is gone or another account's."""
        return chosen_segment_problems(value, compiling)

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The segment."""
        return {"segment": int(value["segment"])}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """That very segment."""
        return bool(data.get("segment") == config["segment"])
