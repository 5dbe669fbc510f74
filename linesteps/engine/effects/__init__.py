"""What steps change besides sending: one file for each kind of effect, written for a whole batch at once.

Steps only say what is to be done (``linesteps.graph.Effect``); it is done here, in the commit that moves the runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from linesteps.engine.effects import attribute, call_webhook, goal, notify_staff, requests, rich_menu, tag
from linesteps.engine.effects.act import Act

__all__ = ["Act", "kinds", "write_acts"]

#: How each kind is written: all acts of one step and account, in at most a few statements.
kinds: Mapping[str, Callable[[Sequence[Act], datetime], None]] = {
    "attribute": attribute.write,
    "call_webhook": call_webhook.write,
    "end_others": requests.write,
    "goal": goal.write,
    "notify_staff": notify_staff.write,
    "rich_menu": rich_menu.write,
    "start_scenario": requests.write,
    "tag": tag.write,
}


def write_acts(acts: Sequence[Act], moment: datetime) -> None:
    """Write what steps did, in the order in which they did it. Call inside the transaction of the batch.

    A batch walks step by step, so that neighbours are mostly of one step and are written together.
    """
    for (kind, _node, _account), group in groupby(acts, key=_place):
        kinds[kind](list(group), moment)


def _place(act: Act) -> tuple[str, int, int]:
    return act.effect.kind, id(act.node), act.account_id
