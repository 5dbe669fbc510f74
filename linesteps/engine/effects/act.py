"""One effect of one run."""

from __future__ import annotations

from typing import NamedTuple

from linesteps.engine.moves import Move
from linesteps.graph import Effect, Node


class Act(NamedTuple):
    """What a step does for one run besides sending."""

    move: Move
    node: Node
    effect: Effect
    account_id: int

    @property
    def cause(self) -> dict[str, object]:
        """What an activity says of where it comes from: the engine bounds what scenarios set off in each other."""
        return {"source": "scenario", "scenario": self.move.scenario_id, "step": self.node.id}
