"""The stream of start conditions: one block for each registered kind."""

from __future__ import annotations

from functools import cache

from wagtail import blocks

# Importing a kind registers it.
from linesteps.triggers import by_hand, friend_added, keyword, link_clicked, tag_added  # noqa: F401
from linesteps.triggers.kind import registry


@cache
def triggers_block() -> blocks.StreamBlock:
    """The one shared definition."""
    return blocks.StreamBlock([(kind.name, kind.block()) for kind in registry], required=False)
