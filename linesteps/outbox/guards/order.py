"""A person's messages leave one after the other: the calls of a batch are made at the same time."""

from __future__ import annotations

from linesteps.outbox.guards.verdict import Addressee, Batch, Hold, Verdict, Verdicts
from linesteps.outbox.models import Dispatch


def order(batch: Batch) -> Verdicts:
    """Put somebody's second message of the batch behind the first."""
    first: dict[int, Dispatch] = {}
    found: dict[Addressee, Verdict] = {}
    for one in sorted(batch.waiting, key=lambda one: (one.row.due_at, one.row.pk)):
        before = first.setdefault(one.follower_id, one.row)
        if before is not one.row:
            found[one] = Hold(until=one.row.due_at, behind=before)
    return found
