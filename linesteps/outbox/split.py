"""Taking some recipients off a dispatch, with all that hangs on it."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from linesteps.outbox.models import PENDING, Dispatch


def split(row: Dispatch, follower_ids: Collection[int]) -> Dispatch:
    """Move some recipients of a dispatch that was never tried to one of their own, under a new key.

    Their visits go with them, and so does their place in the order: what waits for the old dispatch
    waits for the new one as far as it is for the same people. Only the new dispatch is written; the
    caller saves ``row``.

    Args:
        row: locked by the caller; its recipients change in memory.
        follower_ids: some of its recipients, not all.
    """
    moved = set(follower_ids)
    pairs = [pair for pair in row.recipients if pair[0] in moved]
    row.recipients = [pair for pair in row.recipients if pair[0] not in moved]
    is_one = len(pairs) == 1
    apart = Dispatch.objects.create(
        account=row.account,
        endpoint=Dispatch.Endpoint.PUSH if is_one else Dispatch.Endpoint.MULTICAST,
        retry_key=uuid.uuid4(),
        recipients=pairs,
        sole_follower_id=pairs[0][0] if is_one else None,
        messages=row.messages,
        due_at=row.due_at,
        expires_at=row.expires_at,
        held_at=row.held_at,
        is_prompt=row.is_prompt,
        is_test=row.is_test,
        unit=row.unit,
        reason=row.reason,
        after_id=row.after_id,
        scenario_id=row.scenario_id,
        step_id=row.step_id,
        created_at=row.created_at,
    )
    row.visits.filter(follower_id__in=moved).update(dispatch=apart)
    _follow(row, apart)
    return apart


def _follow(row: Dispatch, apart: Dispatch) -> None:
    """Let later messages to those who were moved wait for the new dispatch."""
    moved = {pair[0] for pair in apart.recipients}
    # Nobody else holds these: they cannot be claimed before ``row`` is over.
    for later in Dispatch.objects.filter(after_id=row.pk, status__in=PENDING).select_related("account"):
        theirs = {pair[0] for pair in later.recipients}
        if theirs <= moved:
            Dispatch.objects.filter(pk=later.pk).update(after=apart)
        elif theirs & moved:
            behind = split(later, theirs & moved)
            Dispatch.objects.filter(pk=later.pk).update(recipients=later.recipients)
            Dispatch.objects.filter(pk=behind.pk).update(after=apart)
