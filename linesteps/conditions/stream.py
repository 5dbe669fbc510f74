"""The stream of conditions inside a path: one block for each registered kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks.struct_block import BlockGroup

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.conditions import (  # noqa: F401
    attribute,
    clicked_link,
    coupon,
    event,
    friend_days,
    group,
    in_scenario,
    in_segment,
    language,
    os,
    percentage,
    replied,
    route,
    seen,
    site_fact,
    tag,
    visited_page,
    weekday_time,
)
from linesteps.conditions.answers import answer, asks_of_run, bounds_of, facts_of, wakes_on
from linesteps.conditions.kind import ConditionKind, registry
from linesteps.messages.kind import UNREADABLE, Compiling

__all__ = [
    "answer",
    "asks_of_run",
    "bounds_of",
    "conditions_block",
    "events_block",
    "exits_block",
    "facts_of",
    "notes_of",
    "segment_conditions_block",
    "wakes_on",
]

#: How editors find them: what friends did, what is known of them, and the rest. Kinds of a site's own come last.
_ORDER = (
    "clicked_link", "replied", "seen", "coupon", "event", "visited_page", "route", "tag", "attribute", "in_segment",
    "friend_days", "language", "os", "site_fact", "in_scenario", "weekday_time", "percentage", "group",
)  # fmt: skip
_ABSENT = "is_absent"
#: The field in which steps hold steps.
_STEPS = "steps"


def conditions_block() -> KindsBlock:
    """A new stream block with every kind of condition."""
    kinds = [(kind.name, kind.block()) for kind in _in_order()]
    return KindsBlock(kinds, label=_("conditions"), required=False)


def _in_order() -> list[ConditionKind]:
    rank = {name: number for number, name in enumerate(_ORDER)}
    return sorted(registry, key=lambda kind: rank.get(kind.name, len(rank)))


def notes_of(value: Any, compiling: Compiling) -> list[str]:
    """What an editor should know of the questions inside a step's plain value, each sentence once.

    Args:
        value: of any step, such as a branch; steps inside it are not looked at.
        compiling: with ``step_values``.
    """
    return list(dict.fromkeys(note for note in _notes(value, compiling) if note))


def _notes(value: Any, compiling: Compiling) -> Iterator[str]:
    if isinstance(value, Mapping):
        kind, inner = value.get("type"), value.get("value")
        if isinstance(kind, str) and kind in registry and isinstance(inner, Mapping):
            # Half a form is no reason to say nothing of the rest.
            with suppress(*UNREADABLE):
                yield registry.get(kind).note(inner, compiling)
        for name, part in value.items():
            if name != _STEPS:
                yield from _notes(part, compiling)
    elif isinstance(value, list):
        for part in value:
            yield from _notes(part, compiling)


@cache
def exits_block() -> KindsBlock:
    """The one shared definition of the conditions under which people leave a scenario."""
    return conditions_block()


def segment_conditions_block() -> KindsBlock:
    """A new stream block with what can be asked of people in general, outside of any run."""
    block = conditions_block()
    for stream in (block, block.child_blocks["group"].child_blocks["conditions"]):
        for kind in registry:
            if kind.is_of_run:
                stream.child_blocks.pop(kind.name, None)
    return block


def events_block() -> KindsBlock:
    """A new stream block with what a friend can do or what can happen to them, to be waited for."""
    kinds = [(kind.name, _without_absence(kind.block())) for kind in _in_order() if kind.is_event]
    return KindsBlock(kinds, label=_("wait until"), required=False)


def _without_absence(block: Any) -> Any:
    """That something does not happen cannot be waited for."""
    if block.child_blocks.pop(_ABSENT, None) is not None:
        layout = block.meta.form_layout
        shown = [child for child in layout.children if child != _ABSENT]
        block.meta.form_layout = BlockGroup(shown, settings=layout.settings)
    return block
