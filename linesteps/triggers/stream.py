"""The stream of start conditions: one block for each registered kind."""

from __future__ import annotations

from functools import cache

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.triggers import (  # noqa: F401
    by_hand,
    coupon_used,
    friend_added,
    keyword,
    link_clicked,
    menu_tapped,
    tag_added,
)
from linesteps.triggers.kind import registry


@cache
def triggers_block() -> KindsBlock:
    """The one shared definition."""
    return KindsBlock([(kind.name, kind.block()) for kind in registry])
