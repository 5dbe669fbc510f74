"""Starts only when an editor or the site's own code says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.triggers.kind import TriggerKind, registry


class ByHand(TriggerKind):
    """From a friend's page in the admin, or by ``linesteps.engine.enrol.enrol``."""

    name = "by_hand"

    def block(self) -> blocks.Block:
        """Nothing to fill in."""
        return blocks.StructBlock([], icon="plus", label=_("By hand or by code"))

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Never by an activity."""
        return False

    def summary(self, value: Mapping[str, Any]) -> str:
        """That somebody does it."""
        return gettext("When added by hand")


registry.register(ByHand())
