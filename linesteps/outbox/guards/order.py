"""A person's messages leave one after the other: the calls of a batch are made at the same time."""

from __future__ import annotations

from datetime import timedelta

from linesteps.outbox.guards.verdict import Addressee, Batch, Hold, Verdict, Verdicts
from linesteps.outbox.models import Dispatch

#: How soon it is looked whether what is on the way has arrived.
_SOON = timedelta(seconds=1)


def order(batch: Batch) -> Verdicts:
    """Put somebody's second message of the batch behind the first, and let it wait for one on the way."""
    first: dict[int, Dispatch] = {}
    found: dict[Addressee, Verdict] = {}
    for one in sorted(batch.waiting, key=lambda one: (one.row.due_at, one.row.pk)):
        if one.follower_id in batch.on_the_way and one.row.endpoint != Dispatch.Endpoint.REPLY:
            # Not behind it: should it have to be tried again, that may take hours.
            found[one] = Hold(until=batch.moment + _SOON)
            continue
        before = first.setdefault(one.follower_id, one.row)
        if before is not one.row:
            found[one] = Hold(until=one.row.due_at, behind=before)
    return found
