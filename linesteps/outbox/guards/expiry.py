"""A message that comes too late is not sent at all."""

from __future__ import annotations

from collections.abc import Iterator

from linesteps.outbox.guards.verdict import Batch, Drop, Said
from linesteps.outbox.reasons import Reason


def expiry(batch: Batch) -> Iterator[Said]:
    """Drop what its step allows no later than a time that is over."""
    for one in batch.waiting:
        if one.row.expires_at is not None and one.row.expires_at < batch.moment:
            yield Said(one, one.people, Drop(reason=Reason.EXPIRED))
