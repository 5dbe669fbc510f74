"""Starts when a friend comes into a segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.blocks.segment_reference import segment_name
from linesteps.triggers.kind import registry
from linesteps.triggers.segment_chosen import SegmentChosen


class EnteredSegment(SegmentChosen):
    """As the worker finds it, every ten minutes; who belongs to it already when this is published has not come."""

    name = "entered_segment"
    activity_kind = "entered_segment"
    label = _("Came into a segment")
    help_text = _("Looked at every ten minutes. Who belongs to it already when you publish does not start.")

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which segment."""
        return gettext("When somebody comes into “%(name)s”") % {"name": segment_name(value.get("segment"))}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The coming."""
        return gettext("coming into the segment")


registry.register(EnteredSegment())
