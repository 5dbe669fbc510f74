"""The stream of conditions inside a path: one block for each registered kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks.struct_block import BlockGroup

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.conditions import (  # noqa: F401
    attribute,
    clicked_link,
    friend_days,
    in_scenario,
    language,
    os,
    percentage,
    replied,
    tag,
    weekday_time,
)
from linesteps.conditions.kind import registry
from linesteps.graph import Context, Fact

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


def answer(compiled: Iterable[Mapping[str, Any]], match: str, ctx: Context) -> bool | None:
    """Whether all (or any) of the compiled conditions hold, in three-valued logic. Pure.

    Args:
        compiled: ``{"kind", "config"}`` mappings.
        match: ``"all"`` or ``"any"``.
        ctx: with the facts of ``facts_of(compiled)``.
    """
    answers = []
    for condition in compiled:
        fact = Fact.of(condition["kind"], condition["config"])
        kind = registry.get(condition["kind"])
        answers.append(kind.holds(condition["config"], ctx.facts.get(fact), ctx))
    decisive = match == "any"
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def facts_of(compiled: Iterable[Mapping[str, Any]]) -> list[Fact]:
    """The facts that ``answer`` will look for."""
    return [Fact.of(condition["kind"], condition["config"]) for condition in compiled]


def wakes_on(compiled: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The activity kinds that may turn the answer."""
    kinds: set[str] = set()
    for condition in compiled:
        kinds |= registry.get(condition["kind"]).wakes_on
    return frozenset(kinds)
