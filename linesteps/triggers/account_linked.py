"""Starts when a friend links their account of the site with LINE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.triggers.kind import TriggerKind, registry


class AccountLinked(TriggerKind):
    """LINE's account link (reference, “Account link event”); a link that failed starts nothing."""

    name = "account_linked"
    activity_kind = "account_linked"
    gives_reply = True

    def block(self) -> blocks.Block:
        """Nothing to fill in."""
        return blocks.StructBlock([], icon="link", label=_("Account linked"))

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """That it worked."""
        # Unknown: LINE says that it worked, but it was another program of the site that asked.
        return data.get("result") in {"ok", "unknown"}

    def summary(self, value: Mapping[str, Any]) -> str:
        """That somebody does it."""
        return gettext("When the account of the site is linked with LINE")

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The link."""
        return gettext("the linking")


registry.register(AccountLinked())
