"""Writing that the people of a batch came past a goal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linesteps.engine.effects.act import Act
from linesteps.engine.effects.activities import tell
from linesteps.goals.compiled import REACHED


def write(acts: Sequence[Act], moment: datetime) -> None:
    """An activity for each: the history tells it, and the goal is counted by it.

    Args:
        acts: of one step, with ``{"name"}``.
        moment: now (aware).
    """
    data = [{"name": act.effect.data["name"], **act.cause} for act in acts]
    tell(REACHED, [act.move.follower_id for act in acts], data, moment)
