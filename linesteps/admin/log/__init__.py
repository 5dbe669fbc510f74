"""What Wagtail's histories and reports call our own acts, by what they are done to."""

from __future__ import annotations

from typing import Any

from linesteps.admin.log import friends, scenarios, sending, upkeep


def register_log_actions(actions: Any) -> None:
    """All of them."""
    for area in (scenarios, friends, sending, upkeep):
        area.register(actions)
