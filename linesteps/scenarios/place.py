"""Where editors find a scenario: a one-off send runs through a hidden one, and has pages of its own."""

from __future__ import annotations

from typing import Any

from linesteps.scenarios.models import Scenario


def one_off_of(scenario: Scenario) -> Any:
    """The one-off send that a hidden scenario carries out; ``None`` for a scenario that somebody drew.

    By the other way of the relation: one-off sends stand above scenarios in the house.
    """
    return getattr(scenario, "broadcast", None)


def place_of(scenario: Scenario) -> tuple[str, int]:
    """The name of the admin page about it, and the primary key for that page."""
    one_off = one_off_of(scenario)
    return (
        ("linesteps_scenarios:edit", scenario.pk)
        if one_off is None
        else ("linesteps_broadcasts:results", one_off.pk)
    )
