"""Taking recipients off a multicast, so that the state of a send stays true for everybody on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps

from linesteps import clock
from linesteps.outbox.models import Dispatch

Recipients = Sequence[Sequence[Any]]


def split_off(row: Dispatch, recipients: Recipients, *, status: str, reason: str) -> Dispatch:
    """An unsaved dispatch that ended as ``status`` for some recipients, who leave ``row``.

    Args:
        row: a multicast; not saved here.
        recipients: some of its ``[follower id, LINE user id]`` pairs.
        status: the end of it for them.
        reason: why.
    """
    gone = [list(pair) for pair in recipients]
    row.recipients = [pair for pair in row.recipients if list(pair) not in gone]
    return Dispatch(
        account_id=row.account_id,
        endpoint=Dispatch.Endpoint.MULTICAST,
        status=status,
        recipients=gone,
        messages=row.messages,
        due_at=row.due_at,
        settled_at=clock.now(),
        reason=reason[:500],
        scenario_id=row.scenario_id,
        step_id=row.step_id,
        created_at=row.created_at,
    )


def save_splits(splits: Sequence[tuple[Dispatch, Dispatch]]) -> None:
    """Save what was split off (old row, new row), and tie its people's visits to it. Call inside a transaction."""
    Dispatch.objects.bulk_create([new for _old, new in splits])
    # By name, since the engine stands above the outbox in the house.
    visits = apps.get_model("linesteps", "StepVisit").objects
    for old, new in splits:
        ids = [follower_id for follower_id, _line_id in new.recipients]
        visits.filter(dispatch_id=old.pk, follower_id__in=ids).update(dispatch_id=new.pk)
