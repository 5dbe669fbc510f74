"""The stream of goals of a scenario: one block for each registered kind."""

from __future__ import annotations

from functools import cache

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.goals import coupon_used, event, page, tag, tapped_link  # noqa: F401
from linesteps.goals.kind import registry


@cache
def goals_block() -> KindsBlock:
    """The one shared definition."""
    return KindsBlock([(kind.name, kind.block()) for kind in registry])
