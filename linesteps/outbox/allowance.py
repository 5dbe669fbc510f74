"""Leasing turns to call LINE, shared by all workers through one row per account and endpoint."""

from __future__ import annotations

import time

from django.db import transaction

from linesteps import bulk
from linesteps.line.pace import Turns, grant
from linesteps.outbox.models import Allowance

#: The shared clock is read again when its answer took longer, at most so often: whose turns lie where is as
#: exact as this reading.
_SOON_SECONDS, _TRIES = 0.003, 4


def lease(turns: Turns, account_id: int, endpoint: str, wanted: int) -> None:
    """Lease up to ``wanted`` turns of an account's endpoint and hand them to ``turns``.

    The time is the database's, which all machines share. A commit of its own: turns that a crash
    leaves behind are lost, never used twice.
    """
    with transaction.atomic():
        row = _locked(account_id, endpoint)
        # Only now: waiting for the row may have taken a while.
        now, offset = _read_clock()
        found = grant(free_at=row.free_at, now=now, wanted=wanted, rate=turns.rate)
        if found.free_at != row.free_at:
            Allowance.objects.filter(pk=row.pk).update(free_at=found.free_at)
    turns.feed(found, offset=offset)


def _locked(account_id: int, endpoint: str) -> Allowance:
    rows = Allowance.objects.filter(account_id=account_id, endpoint=endpoint).order_by("pk")
    found = bulk.lock(rows, wait=True)
    if not found:
        new = Allowance(account_id=account_id, endpoint=endpoint)
        Allowance.objects.bulk_create([new], ignore_conflicts=True)
        found = bulk.lock(rows, wait=True)
    return found[0]


def _read_clock() -> tuple[float, float]:
    """The database's time, and what this process's monotonic clock said when that was 0 (both in seconds)."""
    best: tuple[float, float, float] | None = None
    for _try in range(_TRIES):
        before = time.monotonic()
        now = bulk.database_seconds()
        after = time.monotonic()
        if best is None or after - before < best[0]:
            best = (after - before, now, after - now)
        if best[0] <= _SOON_SECONDS:
            break
    assert best is not None  # noqa: S101
    return best[1], best[2]
