"""Activities of many people at once: the engine's cue to react after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from linesteps import bulk, doorbell
from linesteps.followers.models import Activity


def tell(kind: str, follower_ids: Sequence[int], data: Sequence[dict[str, Any]], moment: datetime) -> None:
    """Write one activity for each follower, not handled yet.

    Args:
        kind: such as ``tag_added``.
        follower_ids: whose.
        data: what each says, in the order of ``follower_ids``.
        moment: when it happened (aware).
    """
    if not follower_ids:
        return
    columns = {
        "follower_id": list(follower_ids),
        "kind": kind,
        "at": moment,
        "data": list(data),
        "key": "",
        "handled_at": None,
    }
    bulk.insert(Activity, columns, len(follower_ids))
    doorbell.ring("drain_inbox")
