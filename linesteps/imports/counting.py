"""How much a file would change, or has changed; kept as plain numbers from part to part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from linesteps.scenarios.models import ScenarioTrigger
from linesteps.triggers.kind import registry as trigger_kinds

#: New tags that are named one by one.
_MOST_NAMED = 30


@dataclass(kw_only=True)
class Counts:
    """Numbers of one pass over the file.

    Args:
        good: lines that fit.
        bad: lines that are left out.
        changed: lines that change something.
        tags_added: friends who get a tag, for each tag once.
        tags_removed: friends who lose one.
        values_set: attributes that get another value.
        new_tags: names of tags that are not there yet.
        starts: by scenario id how many friends would start it, if start conditions heard of it.
    """

    good: int = 0
    bad: int = 0
    changed: int = 0
    tags_added: int = 0
    tags_removed: int = 0
    values_set: int = 0
    new_tags: list[str] = field(default_factory=list)
    starts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Counts:
        """As it was stored."""
        return cls(**{name: stored[name] for name in cls.__dataclass_fields__ if name in stored})

    def stored(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    def name_new(self, names: Iterable[str]) -> None:
        """Keep names of tags that are not there yet."""
        for name in names:
            if name not in self.new_tags and len(self.new_tags) < _MOST_NAMED:
                self.new_tags.append(name)


class Listeners:
    """The account's start conditions, to count which of them an activity would set off.

    Whether somebody may start again, or passes an entry filter, is asked when it happens: so these are “at most”.

    Args:
        account_id: whose.
    """

    def __init__(self, account_id: int) -> None:
        rows = ScenarioTrigger.objects.filter(account_id=account_id).order_by("pk")
        self._triggers = [row for row in rows if row.kind in trigger_kinds]

    def count(self, activities: Iterable[tuple[int, str, Mapping[str, Any]]], starts: dict[str, int]) -> None:
        """Add up who would start what: each friend each scenario once.

        Args:
            activities: follower id, kind and data of what would be written for one part.
            starts: added to, by scenario id as a text.
        """
        found: set[tuple[int, int]] = set()
        for follower_id, kind, data in activities:
            for row in self._triggers:
                if row.activity_kind == kind and trigger_kinds.get(row.kind).matches(row.config, data):
                    found.add((row.scenario_id, follower_id))
        for scenario_id, _follower_id in found:
            starts[str(scenario_id)] = starts.get(str(scenario_id), 0) + 1
