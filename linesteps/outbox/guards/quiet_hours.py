"""Nobody's phone rings at night for a message that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from linesteps.accounts.quiet import Mornings
from linesteps.outbox.guards.verdict import Batch, Hold, Said
from linesteps.outbox.reasons import Reason


def quiet_hours(batch: Batch) -> Iterator[Said]:
    """Hold it until the morning; answers to what the person did just now are no surprise."""
    mornings = Mornings(batch.moment)
    for one in batch.waiting:
        if one.is_answer or not mornings.is_quiet(one.row.account):
            continue
        for follower_id in one.people:
            at = mornings.send_time(one.row.account, follower_id)
            yield Said(one, [follower_id], Hold(until=at, reason=Reason.QUIET_HOURS))
