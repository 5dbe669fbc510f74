"""Nobody who has blocked the account is written to."""

from __future__ import annotations

from linesteps import bulk
from linesteps.followers.models import Follower
from linesteps.outbox.guards.verdict import Batch, Drop, Verdicts
from linesteps.outbox.reasons import Reason


def blocked(batch: Batch) -> Verdicts:
    """Drop it for whoever is no friend (any more)."""
    ids = {one.follower_id for one in batch.waiting}
    friends = set(Follower.objects.friends().filter(bulk.among("pk", ids)).values_list("pk", flat=True))
    return {one: Drop(reason=Reason.BLOCKED) for one in batch.waiting if one.follower_id not in friends}
