"""Scenarios that use messages of the library."""

from __future__ import annotations

from typing import Any

from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop


def publish(shop: Shop, *parts: Any, **values: Any) -> Scenario:
    """A welcome, and the parts the day after."""
    return shop.publish(
        steps=[send("Welcome"), wait(days=1, id="wait"), send(*parts, id="later"), wait(days=9)], **values
    )
