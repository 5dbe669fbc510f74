"""Taking back what was not tried yet."""

from __future__ import annotations

from linesteps import clock
from linesteps.outbox.models import Dispatch


def cancel_for(follower_id: int, *, scenario_id: int | None = None, reason: str) -> int:
    """Cancel untried single sends to a follower; returns how many.

    Multicasts carry many people: whoever may not be written to is taken off them when they are
    claimed. A send that was tried stays as it is, since LINE may have it.
    """
    rows = Dispatch.objects.filter(
        status=Dispatch.Status.NEW, first_tried_at__isnull=True, sole_follower_id=follower_id
    )
    if scenario_id is not None:
        rows = rows.filter(scenario_id=scenario_id)
    return rows.update(status=Dispatch.Status.CANCELLED, reason=reason, settled_at=clock.now())
