"""The stream of conditions inside a path: one block for each registered kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.conditions import attribute, clicked_link, coupon, friend_days, tag  # noqa: F401
from linesteps.conditions.kind import registry
from linesteps.graph import Context, Fact


def conditions_block() -> KindsBlock:
    """A new stream block with every kind of condition."""
    return KindsBlock([(kind.name, kind.block()) for kind in registry], label=_("conditions"), required=False)


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
