"""From ``rich_menu`` effects to what each friend shall see below the chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linesteps import doorbell
from linesteps.engine.moves import Move
from linesteps.richmenus.own import wish_menus


def wish_for_menus(moves: Sequence[Move], moment: datetime) -> None:
    """Write down every ``rich_menu`` effect of a batch; of several for one friend the last one holds."""
    found = [
        (visit.seq, move.pk, move.follower_id, visit.node.config.get("menu"))
        for move in moves
        for effect, visit in move.effects
        if effect.kind == "rich_menu"
    ]
    if not found:
        return
    wish_menus(
        {follower_id: menu_id for _seq, _run, follower_id, menu_id in sorted(found, key=_order)}, moment
    )
    doorbell.ring("tend_rich_menus")


def _order(one: tuple[int, int, int, int | None]) -> tuple[int, int]:
    """Steps of a run are numbered along the way; among runs, that of the later start is the newer wish."""
    seq, run, _follower, _menu = one
    return run, seq
