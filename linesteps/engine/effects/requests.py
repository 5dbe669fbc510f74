"""What a step asks of other scenarios: done right after the commit, since the engine holds only its own runs.

An activity carries the request, so that it is done once, in order, and stands in the friend's history;
``linesteps/engine/requested.py`` does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linesteps.engine.effects.act import Act
from linesteps.engine.effects.activities import tell


def write(acts: Sequence[Act], moment: datetime) -> None:
    """Ask for what one step wants of other scenarios, for all who left it.

    Args:
        acts: of one step; what ``requested.py`` reads.
        moment: now (aware).
    """
    ids = [act.move.follower_id for act in acts]
    tell(acts[0].effect.kind, ids, [{**act.effect.data, **act.cause} for act in acts], moment)
