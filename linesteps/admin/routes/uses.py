"""Where a route is asked for: as a start of a scenario, or in a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linesteps.admin.segments.uses import Use, uses_by
from linesteps.messages.parts.chosen_routes import chosen_ids
from linesteps.routes.models import Route

#: Kinds of conditions and start conditions whose value names routes.
_NAMES_SOME = frozenset({"friend_added", "route"})


def uses_of(route: Route) -> list[Use]:
    """Every scenario that has not ended and every segment that asks for it; those that run first."""
    return uses_by(route.account_id, lambda value: names_route(value, route.pk))


def names_route(value: Any, pk: int) -> bool:
    """Whether plain conditions, starts or steps hold one that asks for the route."""
    if isinstance(value, Mapping):
        inner = value.get("value")
        if value.get("type") in _NAMES_SOME and isinstance(inner, Mapping):
            # A start has a filter beside its routes.
            return pk in chosen_ids(inner.get("routes")) or names_route(inner.get("who"), pk)
        return any(names_route(part, pk) for part in value.values())
    return isinstance(value, list) and any(names_route(part, pk) for part in value)
