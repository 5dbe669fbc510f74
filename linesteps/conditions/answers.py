"""The answer to several conditions, what must be known for it, and what may turn it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from linesteps.accounts.models import Account
from linesteps.conditions.kind import EVERYBODY, NOBODY, registry
from linesteps.graph import Context, Fact


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
    """The facts that ``answer`` will look for, those of conditions inside others included."""
    found = []
    for condition in compiled:
        parts = registry.get(condition["kind"]).parts(condition["config"])
        found += facts_of(parts) if parts else [Fact.of(condition["kind"], condition["config"])]
    return found


def wakes_on(compiled: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The activity kinds that may turn the answer."""
    kinds: set[str] = set()
    for condition in compiled:
        kind = registry.get(condition["kind"])
        kinds |= kind.wakes_on | wakes_on(kind.parts(condition["config"]))
    return frozenset(kinds)


def bounds_of(
    compiled: Iterable[Mapping[str, Any]], match: str, account: Account, now: datetime
) -> tuple[Q, Q] | None:
    """``answer`` as two filters on followers: for whom it holds surely, and perhaps (surely included).

    ``None`` where one of the conditions cannot be asked of the database.
    """
    surely, perhaps = Q(), Q()
    is_first = True
    for condition in compiled:
        found = registry.get(condition["kind"]).bounds(condition["config"], account, now)
        if found is None:
            return None
        if is_first:
            (surely, perhaps), is_first = found, False
        elif match == "any":
            surely, perhaps = surely | found[0], perhaps | found[1]
        else:
            surely, perhaps = surely & found[0], perhaps & found[1]
    if is_first:
        return (NOBODY, NOBODY) if match == "any" else (EVERYBODY, EVERYBODY)
    return surely, perhaps


def asks_of_run(compiled: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any of the conditions is about a run through a scenario."""
    return any(registry.get(one["kind"]).asks_of_run(one["config"]) for one in compiled)
