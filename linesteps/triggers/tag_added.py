"""Starts when a friend is given a tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.triggers.kind import registry
from linesteps.triggers.tag_named import TagNamed


class TagAdded(TagNamed):
    """By hand, by a scenario, by an import or by code: wherever the tag comes from."""

    name = "tag_added"
    activity_kind = "tag_added"
    label = _("Tag added")

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which tag."""
        return gettext("When given the tag “%(tag)s”") % {"tag": value.get("tag") or "…"}


registry.register(TagAdded())
