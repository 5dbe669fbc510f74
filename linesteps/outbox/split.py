"""Taking some recipients off a multicast, so that each visit goes on pointing to what became of its own send."""

from __future__ import annotations

from collections.abc import Sequence

from linesteps import clock
from linesteps.outbox.models import Dispatch


def split_off(row: Dispatch, pairs: Sequence[list[object]], *, status: str, reason: str) -> Dispatch:
    """Move recipients to a dispatch of their own that has ended; returns it, saved.

    Call it in the transaction that saves ``row``.

    Args:
        row: a multicast; its ``recipients`` are changed in memory.
        pairs: those of its recipients who are not to get it.
        status: how it ended for them.
        reason: why.
    """
    ids = {pair[0] for pair in pairs}
    row.recipients = [pair for pair in row.recipients if pair[0] not in ids]
    moment = clock.now()
    part = Dispatch.objects.create(
        account_id=row.account_id,
        endpoint=row.endpoint,
        status=status,
        recipients=list(pairs),
        messages=row.messages,
        due_at=row.due_at,
        settled_at=moment,
        reason=reason[:500],
        scenario_id=row.scenario_id,
        step_id=row.step_id,
        created_at=moment,
    )
    # Figures and histories ask the visit's dispatch what became of the send.
    row.visits.filter(follower_id__in=ids).update(dispatch=part)  # type: ignore[attr-defined]
    return part
