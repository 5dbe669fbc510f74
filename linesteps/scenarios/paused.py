"""Which scenarios are paused: asked at each claim, so that nobody is moved or sent to meanwhile."""

from __future__ import annotations

from linesteps import bulk
from linesteps.scenarios.models import Scenario

_PAUSED = bulk.Statement(lambda: Scenario.every.filter(state=Scenario.State.PAUSED).order_by(), "pk")


def paused_scenarios() -> list[int]:
    """Their ids, as they are now."""
    return _PAUSED.column()
