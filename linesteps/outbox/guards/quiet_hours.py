"""Nobody's phone rings at night for a message that nobody asked for."""

from __future__ import annotations

from linesteps.accounts.quiet import send_time
from linesteps.outbox.guards.verdict import Batch, Hold, Verdict, Verdicts
from linesteps.outbox.reasons import Reason


def quiet_hours(batch: Batch) -> Verdicts:
    """Hold it until the morning; answers to what the person did just now are no surprise."""
    found: dict[object, Verdict] = {}
    for one in batch.waiting:
        if one.is_answer:
            continue
        at = send_time(one.row.account, one.follower_id, batch.moment)
        if at > batch.moment:
            found[one] = Hold(until=at, reason=Reason.QUIET_HOURS)
    return found  # type: ignore[return-value]
