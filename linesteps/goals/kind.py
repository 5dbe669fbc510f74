"""What a kind of goal is, and the registry of all kinds: one file, one kind, one name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.registry import Registry

#: Days after a touch in which a success counts for it.
DEFAULT_DAYS, MOST_DAYS = 7, 90


class GoalKind:
    """A kind of success: which activities may be one, and whether a given one is."""

    #: The frozen name: block type, file stem.
    name: str
    #: The kinds of activity that can be one.
    activities: frozenset[str]

    def block(self) -> blocks.Block:
        """A new StructBlock for editors."""
        raise NotImplementedError

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """What must be mended before publishing."""
        return days_problems(value)

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """What counts, as plain JSON; name and days are kept beside it."""
        raise NotImplementedError

    def matches(self, config: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> bool:
        """Whether an activity of this kind and data is one. Pure."""
        raise NotImplementedError

    def value(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> Decimal | None:
        """What a success is worth; ``None`` where nobody said. Pure."""
        return None

    def summary(self, value: Mapping[str, Any]) -> str:
        """What counts, in a few words in the reader's language."""
        raise NotImplementedError


registry: Registry[GoalKind] = Registry("goal")


def goal_block(*fields: tuple[str, blocks.Block], label: Any, icon: str) -> blocks.StructBlock:
    """A goal's own fields between its name and the days in which it counts."""
    days = blocks.IntegerBlock(
        label=_("days after a message"),
        required=False,
        default=DEFAULT_DAYS,
        help_text=_(
            "Counts for the last message that was sent or tapped in so many days before; 1 to 90. Later it is not "
            "counted for this scenario."
        ),
    )
    name = blocks.CharBlock(label=_("name"), required=False, max_length=60)
    return blocks.StructBlock([("name", name), *fields, ("days", days)], label=label, icon=icon)


def days_problems(value: Mapping[str, Any]) -> list[Problem]:
    """Days out of bounds."""
    days = value.get("days")
    if isinstance(days, int) and not isinstance(days, bool) and 1 <= days <= MOST_DAYS:
        return []
    text = gettext("Say within how many days it counts: 1 to %(max)s.") % {"max": MOST_DAYS}
    return [Problem(message=text, path=("days",))]
