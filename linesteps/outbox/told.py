"""Telling other systems which messages were sent and which were not, in the transaction in which that is written."""

from __future__ import annotations

from collections.abc import Sequence

from linesteps import clock
from linesteps.calls.kinds import NOT_SENT, SENT
from linesteps.calls.listening import listening
from linesteps.calls.tell import Happened, tell_systems
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason, code_of

_ENDS = {
    Dispatch.Status.ACCEPTED: SENT,
    Dispatch.Status.REJECTED: NOT_SENT,
    Dispatch.Status.UNCLEAR: NOT_SENT,
    Dispatch.Status.CANCELLED: NOT_SENT,
}


def is_anybody_told() -> bool:
    """Whether somebody wants to know; no query while nobody does."""
    return bool(listening({SENT, NOT_SENT}))


def tell_ends(rows: Sequence[Dispatch]) -> int:
    """Tell of those rows that came to an end just now; returns how many calls were written.

    Tests are nobody's business, and of somebody who was erased nothing is told.
    """
    ended = [row for row in rows if row.status in _ENDS and not row.is_test and row.reason != Reason.ERASED]
    systems = listening({SENT, NOT_SENT}) if ended else []
    if not systems:
        return 0
    things = []
    for row in ended:
        kind = _ENDS[Dispatch.Status(row.status)]
        data: dict[str, object] = {"message": {"id": row.pk}}
        if kind == NOT_SENT:
            data["reason"] = _reason(row)
        at = row.settled_at or clock.now()
        things += [Happened(kind, pair[0], at, data, row.scenario_id, row.step_id) for pair in row.recipients]
    return tell_systems(systems, things)


def _reason(row: Dispatch) -> str:
    """A code: what LINE said in words may hold anything."""
    if row.status == Dispatch.Status.UNCLEAR:
        return Reason.UNKNOWN
    return "refused_by_line" if row.status == Dispatch.Status.REJECTED else code_of(row.reason)
