"""Which steps were moved: as few as explain the new order."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)


def moved(before: Mapping[str, tuple[Place, int]], after: Mapping[str, tuple[Place, int]]) -> set[str]:
    """The keys of what stands elsewhere; what only made room for others stays.

    Args:
        before: for each key, the list that it is in and its place there.
        after: the same, later.
    """
    common = before.keys() & after.keys()
    found = {key for key in common if before[key][0] != after[key][0]}
    lists: dict[Place, list[str]] = defaultdict(list)
    for key in sorted(common - found, key=lambda one: after[one][1]):
        lists[after[key][0]].append(key)
    for keys in lists.values():
        found |= set(keys) - _in_order([(before[key][1], key) for key in keys])
    return found


def _in_order(pairs: list[tuple[int, str]]) -> set[str]:
    """The keys of a longest sequence that rises, so that the fewest are left over."""
    lows: list[int] = []
    ends: list[int] = []
    back: list[int | None] = []
    for number, (value, _key) in enumerate(pairs):
        at = bisect_left(lows, value)
        back.append(ends[at - 1] if at else None)
        if at == len(lows):
            lows.append(value)
            ends.append(number)
        else:
            lows[at], ends[at] = value, number
    found, last = set(), ends[-1] if ends else None
    while last is not None:
        found.add(pairs[last][1])
        last = back[last]
    return found
