"""An event that the site's own code tells, such as a purchase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.goals.kind import GoalKind, days_problems, goal_block, registry
from linesteps.messages.kind import Compiling, Problem

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,59}")
#: What fits into the column for values.
_MOST = Decimal(10) ** 12


class EventGoal(GoalKind):
    """By the event's name; a property of it can be what the success is worth."""

    name = "event"
    activities = frozenset({"event"})

    def block(self) -> blocks.Block:
        """Which event, and the property that holds its value."""
        return goal_block(
            (
                "event",
                blocks.CharBlock(
                    label=_("event"),
                    required=False,
                    max_length=60,
                    help_text=_("As the site's program calls it, such as purchase."),
                ),
            ),
            (
                "value_property",
                blocks.CharBlock(
                    label=_("what it is worth"),
                    required=False,
                    max_length=60,
                    help_text=_(
                        "The property of the event that holds an amount, such as total. May stay empty."
                    ),
                ),
            ),
            label=_("Purchase or another event"),
            icon="success",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No event, or one that nothing can be called."""
        found = days_problems(value)
        if not _NAME.fullmatch((value.get("event") or "").strip()):
            text = gettext(
                "Write the event as the site's program calls it: small letters a-z, digits, _ and ."
            )
            found.insert(0, Problem(message=text, path=("event",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Name and property."""
        return {"event": value["event"].strip(), "property": (value.get("value_property") or "").strip()}

    def matches(self, config: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> bool:
        """By its name."""
        return bool(data.get("name") == config["event"])

    def value(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> Decimal | None:
        """The property as a number; what is none counts as not told."""
        told = (data.get("properties") or {}).get(config["property"]) if config["property"] else None
        if told is None or isinstance(told, bool):
            return None
        try:
            found = Decimal(str(told))
        except InvalidOperation:
            return None
        return found.quantize(Decimal("0.01")) if found.is_finite() and abs(found) < _MOST else None

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which event."""
        return gettext("the event “%(name)s”") % {"name": value.get("event") or "…"}


registry.register(EventGoal())
