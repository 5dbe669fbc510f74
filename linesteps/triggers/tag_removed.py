"""Starts when a friend loses a tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.triggers.kind import registry
from linesteps.triggers.tag_named import TagNamed


class TagRemoved(TagNamed):
    """By hand, by a scenario or by code: whoever takes the tag off."""

    name = "tag_removed"
    activity_kind = "tag_removed"
    label = _("Tag taken off")

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which tag."""
        return gettext("When the tag “%(tag)s” is taken off") % {"tag": value.get("tag") or "…"}


registry.register(TagRemoved())
