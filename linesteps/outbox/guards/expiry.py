"""A message that comes too late is not sent at all."""

from __future__ import annotations

from linesteps.outbox.guards.verdict import Batch, Drop, Verdicts
from linesteps.outbox.reasons import Reason


def expiry(batch: Batch) -> Verdicts:
    """Drop what its step allows no later than a time that is over."""
    return {
        one: Drop(reason=Reason.EXPIRED)
        for one in batch.waiting
        if one.row.expires_at is not None and one.row.expires_at < batch.moment
    }
