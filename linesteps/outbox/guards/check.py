"""Asking the guards about a claimed batch, and splitting off whom they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import datetime, timedelta

from linesteps.outbox.guards.blocked import blocked
from linesteps.outbox.guards.budget import budget
from linesteps.outbox.guards.expiry import expiry
from linesteps.outbox.guards.frequency import frequency
from linesteps.outbox.guards.order import order
from linesteps.outbox.guards.quiet_hours import quiet_hours
from linesteps.outbox.guards.verdict import Batch, Drop, Guard, Hold, Verdict
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import HELD, Reason
from linesteps.outbox.split import split
from linesteps.outbox.told import tell_ends

_MOMENT = timedelta(seconds=1)
#: In this order: who gets nothing at all costs nobody's place, and only who may go now is charged.
GUARDS: tuple[Guard, ...] = (blocked, expiry, quiet_hours, frequency, budget, order)


def check(rows: Sequence[Dispatch], moment: datetime, on_the_way: Set[int] = frozenset()) -> list[Dispatch]:
    """Returns those of the rows that may go out now, with only the recipients who may get it.

    The other rows are changed in memory (held or cancelled, with the reason); recipients of whom a
    guard says something else than of the rest get a dispatch of their own, which is written.

    Args:
        rows: locked and never tried. What was tried is not asked about: LINE may have it.
        moment: now.
        on_the_way: ids of followers to whom this worker is just sending something else.
    """
    batch = Batch(rows, moment, on_the_way)
    held_back: dict[int, dict[Verdict, list[int]]] = defaultdict(lambda: defaultdict(list))
    for guard in GUARDS:
        for said in list(guard(batch)):
            held_back[said.going.row.pk][said.verdict] += said.people
            batch.heed(said)
        batch.waiting = [one for one in batch.waiting if one.people]
    going, over = [], []
    for row in rows:
        groups = list(held_back[row.pk].items()) if row.pk in held_back else []
        if not row.recipients:
            # Whoever it was for has been erased.
            _apply(row, Drop(reason=Reason.BLOCKED), moment)
        elif not groups or sum(len(ids) for _verdict, ids in groups) < len(row.recipients):
            going.append(row)
        else:
            _apply(row, groups.pop(0)[0], moment)
        for verdict, ids in groups:
            apart = split(row, ids)
            _apply(apart, verdict, moment)
            apart.save()
            over.append(apart)
    tell_ends([*rows, *over])
    for row in going:
        # A message that goes out now is not held any more; a reply that became a push keeps its story.
        row.reason = "" if row.reason in HELD else row.reason
    return going


def _apply(row: Dispatch, verdict: Verdict, moment: datetime) -> None:
    if isinstance(verdict, Drop):
        row.status, row.settled_at, row.reason = Dispatch.Status.CANCELLED, moment, verdict.reason
        return
    assert isinstance(verdict, Hold)  # noqa: S101
    until = verdict.until
    if row.expires_at is not None:
        # Whoever looks then hears that it came too late, not tomorrow.
        until = min(until, row.expires_at + _MOMENT)
    row.due_at = max(row.due_at, until)
    row.reason = verdict.reason or row.reason
    if verdict.behind is not None:
        row.after = verdict.behind
    if verdict.reason == Reason.FREQUENCY:
        row.held_at = row.held_at or moment
