"""Nobody who has blocked the account is written to."""

from __future__ import annotations

from collections.abc import Iterator

from linesteps import bulk
from linesteps.followers.models import Follower
from linesteps.outbox.guards.verdict import Batch, Drop, Said
from linesteps.outbox.reasons import Reason

_FRIENDS = bulk.Statement(lambda: Follower.objects.friends().filter(bulk.among("pk", bulk.slot("ids"))), "pk")


def blocked(batch: Batch) -> Iterator[Said]:
    """Drop it for whoever is no friend (any more)."""
    asked = set().union(*(one.people for one in batch.waiting))
    strangers = asked.difference(_FRIENDS.column(ids=asked))
    if not strangers:
        return
    for one in batch.waiting:
        if theirs := [pk for pk in one.people if pk in strangers]:
            yield Said(one, theirs, Drop(reason=Reason.BLOCKED))
