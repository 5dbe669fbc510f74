"""Nothing is sent that the month's budget, or LINE's quota, does not cover."""

from __future__ import annotations

from linesteps.outbox import month
from linesteps.outbox.guards.verdict import Addressee, Batch, Hold, Verdict, Verdicts
from linesteps.outbox.models import Dispatch


def budget(batch: Batch) -> Verdicts:
    """Hold until next month whom the budget or the quota does not reach any more; replies are free."""
    charged = [one for one in batch.waiting if one.row.endpoint != Dispatch.Endpoint.REPLY]
    limited = {one.row.account_id: one.row.account for one in charged if one.row.account.has_limit}
    if not limited:
        return {}
    left = month.rooms(list(limited.values()), batch.moment)
    found: dict[Addressee, Verdict] = {}
    for one in charged:
        room = left.get(one.row.account_id)
        if room is None:
            continue
        if room.people > 0:
            room.people -= 1
        else:
            found[one] = Hold(until=room.again_at, reason=room.reason)
    return found
