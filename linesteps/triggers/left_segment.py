"""Starts when a friend no longer belongs to a segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.blocks.segment_reference import segment_name
from linesteps.triggers.kind import registry
from linesteps.triggers.segment_chosen import SegmentChosen


class LeftSegment(SegmentChosen):
    """As the worker finds it, every ten minutes. Who blocks the account leaves, too, but starts nothing."""

    name = "left_segment"
    activity_kind = "left_segment"
    label = _("Left a segment")
    help_text = _("Looked at every ten minutes.")

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which segment."""
        return gettext("When somebody leaves “%(name)s”") % {"name": segment_name(value.get("segment"))}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The leaving."""
        return gettext("leaving the segment")


registry.register(LeftSegment())
