"""Moving due runs with two drains: while PostgreSQL writes what one batch decided, this process decides the next.

Half of a batch's time is the database's (measured), which one thread only waits for. SQLite has one writer, so
there is one drain. Others may move runs beside: each claim takes what nobody holds.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Event
from types import TracebackType
from typing import Self

from django.db import connection

from linesteps.engine.advance import Drain, is_full

#: The share of a batch for which this process must have waited for the database.
WAITS = 0.4


class TwoDrains:
    """Batch after batch until nothing is due; a second thread helps where there is more than one batch of work.

    Use it as a context: at its end, the second thread has ended, too.
    """

    def __init__(self) -> None:
        self._own = Drain()
        self._is_over = Event()
        self._pool: ThreadPoolExecutor | None = None
        self._second: Future[int] | None = None
        #: Whether the database took enough of the first batch.
        self._is_worthwhile: bool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        if self._pool is not None:
            self._pool.shutdown()

    def advance(self) -> int:
        """Move one batch, and what the second drain moved when this one finds no more; 0 when nothing is due.

        Raises:
            Exception: what stopped either drain; the batch it had is rolled back and due as before.
        """
        count = self._first() if self._is_worthwhile is None else self._own.advance()
        if is_full(count) and self._second is None and self._is_worthwhile and _is_possible():
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="linesteps-engine")
            self._second = self._pool.submit(copy_context().run, self._help)
        if not count and self._second is not None:
            second, self._second = self._second, None
            count = second.result()
        return count

    def _first(self) -> int:
        """The first batch, which tells whether a second drain would help: two threads that only compute do not."""
        began, worked = time.perf_counter(), time.thread_time()
        count = self._own.advance()
        seconds = time.perf_counter() - began
        waited = seconds - (time.thread_time() - worked)
        self._is_worthwhile = waited >= WAITS * seconds
        return count

    def _help(self) -> int:
        drain, moved = Drain(), 0
        try:
            while not self._is_over.is_set() and (count := drain.advance()):
                moved += count
        finally:
            # This thread's own connection.
            connection.close()
        return moved


def _is_possible() -> bool:
    """Whether another connection would see what this one sees."""
    return connection.vendor == "postgresql" and not connection.in_atomic_block
