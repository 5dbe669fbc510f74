"""Set-wise claims and writes: the one place for what PostgreSQL and SQLite do differently.

PostgreSQL hands out different rows to workers that ask at the same time. SQLite has no row locks:
there the IMMEDIATE transaction is what makes a claim safe, and ``select_for_update`` does nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from django.db import OperationalError, connection, models, transaction
from django.db.models.expressions import RawSQL

from linesteps import clock
from linesteps.bulk.columns import add, changes_written, insert, insert_missing, insert_new, update
from linesteps.bulk.look import look_up, look_up_each
from linesteps.bulk.pages import among, batch_size, beyond, first_of_each
from linesteps.bulk.statements import ANY_LIMIT, Questions, Statement, any_of, at, key, last, slot
from linesteps.bulk.trip import Changed, insert_then_look
from linesteps.bulk.trip import is_possible as is_one_trip_possible

__all__ = [
    "ANY_LIMIT",
    "Changed",
    "Questions",
    "Statement",
    "add",
    "among",
    "any_of",
    "at",
    "batch_size",
    "beyond",
    "changes_written",
    "database_seconds",
    "first_of_each",
    "hurried",
    "insert",
    "insert_missing",
    "insert_new",
    "insert_then_look",
    "is_one_trip_possible",
    "key",
    "last",
    "let_others_in",
    "literal",
    "lock",
    "look_up",
    "look_up_each",
    "persist",
    "slot",
    "update",
]

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

#: Tries of ``persist``, and the seconds before the second one; doubled before each further one.
TRIES, FIRST_PAUSE_SECONDS = 4, 0.1
#: How often who is in a hurry looks whether SQLite is free.
_LOOK_SECONDS = 0.001


def lock(rows: models.QuerySet[M], *, limit: int | None = None, wait: bool = False) -> list[M]:
    """Lock rows until the end of the transaction and return them as they are now.

    Args:
        rows: an ordered query.
        limit: at most so many.
        wait: whether to wait for rows that others hold; otherwise those are left out.
    """
    # FOR NO KEY UPDATE: a lock must not hold up others who only insert rows that point here.
    locked = rows.select_for_update(skip_locked=not wait, of=("self",), no_key=True)
    return list(locked[:limit] if limit else locked)


def database_seconds() -> float:
    """The time by the database's clock, which all machines share; seconds since 1970."""
    if connection.vendor != "postgresql":
        # The database is a file, and its clock this machine's.
        return clock.real_now().timestamp()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])


def literal(value: str) -> Any:
    """A constant of ours written into the query itself, for use in filters.

    SQLite reads a partial index only if it sees while planning that the query fits its condition; a
    bound value hides that, and the whole table would be read instead.

    Args:
        value: a lower-case word from our own code, never anybody's input.
    """
    if not value.isascii() or not value.isalpha():
        raise ValueError(f"{value!r} is no word.")
    return RawSQL(f"'{value}'", [])  # noqa: S611 - checked above


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """A transaction in which no statement waits longer for the database than so many seconds.

    For whoever cannot wait, such as LINE for its 200; it fails with ``OperationalError`` instead.
    """
    milliseconds = int(seconds * 1000)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with _waiting_at_most(0) as wait_at_most, ExitStack() as begun:
            _begin_soon(begun, seconds)
            wait_at_most(milliseconds)
            yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {milliseconds}")
        yield


def _begin_soon(begun: ExitStack, seconds: float) -> None:
    """Enter a transaction as soon as SQLite lets anybody: looked at each millisecond.

    SQLite itself looks after 1, 2, 5, 10, 15, 20 and 25 ms and misses the moments between two writers.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            begun.enter_context(transaction.atomic())
        except OperationalError:
            if time.monotonic() >= end:
                raise
            time.sleep(_LOOK_SECONDS)
        else:
            return


def let_others_in(seconds: float = 0.003) -> None:
    """Stand back for a moment between two transactions of many, so that whoever waits for SQLite has its turn.

    Args:
        seconds: more than ``hurried`` needs to look again (a millisecond).
    """
    if connection.vendor == "sqlite":
        time.sleep(seconds)


@contextmanager
def _waiting_at_most(milliseconds: int) -> Iterator[Callable[[int], None]]:
    """How long statements wait for SQLite; gives what sets another time, and restores the usual one."""

    def wait_at_most(some: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {some:d}")

    with connection.cursor() as cursor:
        before = _usual_timeout(cursor)
    wait_at_most(milliseconds)
    try:
        yield wait_at_most
    finally:
        wait_at_most(before)


def _usual_timeout(cursor: Any) -> int:
    """How long statements of this connection to SQLite wait (milliseconds); asked once for each connection."""
    known: Any = connection
    if getattr(known, "linesteps_timeout", (None, 0))[0] is not connection.connection:
        [found] = cursor.execute("PRAGMA busy_timeout").fetchone()
        known.linesteps_timeout = (connection.connection, found)
    return int(known.linesteps_timeout[1])


def persist(work: Callable[[], T]) -> T:
    """Do a whole transaction, and again if the database gave it up: deadlock, serialization, lost connection.

    For work whose second try nobody else makes. It must be safe to do twice, since a commit whose
    answer is lost may have happened.

    Args:
        work: opens and ends its own transaction.

    Raises:
        OperationalError: it failed so many times.
    """
    for number in range(1, TRIES):
        try:
            return work()
        except OperationalError:
            if connection.in_atomic_block:
                # The caller's transaction is what must be done again.
                raise
            connection.close_if_unusable_or_obsolete()
            time.sleep(FIRST_PAUSE_SECONDS * 2 ** (number - 1))
    return work()
