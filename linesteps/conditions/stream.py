"""The stream of conditions inside a path: one block for each registered kind."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks.struct_block import BlockGroup

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.conditions import (  # noqa: F401
    attribute,
    clicked_link,
    coupon,
    friend_days,
    group,
    in_scenario,
    language,
    os,
    percentage,
    replied,
    tag,
    weekday_time,
)
from linesteps.conditions.answers import answer, facts_of, wakes_on
from linesteps.conditions.kind import registry

__all__ = ["answer", "conditions_block", "events_block", "facts_of", "wakes_on"]

_ABSENT = "is_absent"


def conditions_block() -> KindsBlock:
    """A new stream block with every kind of condition."""
    return KindsBlock([(kind.name, kind.block()) for kind in registry], label=_("conditions"), required=False)


def events_block() -> KindsBlock:
    """A new stream block with what a friend can do or what can happen to them, to be waited for."""
    kinds = [(kind.name, _without_absence(kind.block())) for kind in registry if kind.is_event]
    return KindsBlock(kinds, label=_("wait until"), required=False)


def _without_absence(block: Any) -> Any:
    """That something does not happen cannot be waited for."""
    if block.child_blocks.pop(_ABSENT, None) is not None:
        layout = block.meta.form_layout
        shown = [child for child in layout.children if child != _ABSENT]
        block.meta.form_layout = BlockGroup(shown, settings=layout.settings)
    return block
