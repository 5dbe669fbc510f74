"""Nothing is sent that the month's budget, or LINE's quota, does not cover."""

from __future__ import annotations

from collections.abc import Iterator

from linesteps.outbox import month
from linesteps.outbox.guards.verdict import Batch, Hold, Said
from linesteps.outbox.models import Dispatch


def budget(batch: Batch) -> Iterator[Said]:
    """Hold until next month whom the budget or the quota does not reach any more; replies are free."""
    charged = [one for one in batch.waiting if one.row.endpoint != Dispatch.Endpoint.REPLY]
    limited = {one.row.account_id: one.row.account for one in charged if one.row.account.has_limit}
    if not limited:
        return
    left = month.rooms(list(limited.values()), batch.moment)
    for one in charged:
        room = left.get(one.row.account_id)
        if room is None:
            continue
        covered = min(max(room.people, 0), len(one.people))
        room.people -= covered
        if beyond := one.people[covered:]:
            yield Said(one, beyond, Hold(until=room.again_at, reason=room.reason))
