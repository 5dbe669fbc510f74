"""What the friends of a batch shall see below the chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linesteps import doorbell
from linesteps.engine.effects.act import Act
from linesteps.richmenus.own import wish_menus


def write(acts: Sequence[Act], moment: datetime) -> None:
    """Write down which menu all who left a step shall see; a task tells LINE after the commit.

    Args:
        acts: of one step, with ``{"menu": key}``; ``None`` for the standard one.
        moment: now (aware).
    """
    wish_menus({act.move.follower_id: act.effect.data["menu"] for act in acts}, moment)
    doorbell.ring("tend_rich_menus")
