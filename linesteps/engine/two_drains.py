"""Moving due runs with two drains: while PostgreSQL writes what one batch decided, this process decides the next.

Half of a batch's time is the database's (measured), which one thread only waits for. SQLite has one writer, so
there is one drain. Others may move runs beside: each claim takes what nobody holds.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Event
from types import TracebackType
from typing import Self

from django.db import connection

from linesteps.engine.advance import Drain, is_full

logger = logging.getLogger("linesteps.engine")

#: The share of a batch for which this process must have waited for the database.
WAITS = 0.4


class TwoDrains:
    """Batch after batch until nothing is due; a second thread helps where there is more than one batch of work.

    Use it as a context: at its end, the second thread has ended, too.
    """

    def __init__(self) -> None:
        self._own = Drain()
        self._pool: ThreadPoolExecutor | None = None
        self._second: _Second | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._second is not None and (trouble := self._second.end().exception()):
            logger.error("The second drain was stopped by an error.", exc_info=trouble)
        if self._pool is not None:
            self._pool.shutdown()

    def advance(self) -> int:
        """Move one batch, and what the second drain moved when this one finds no more; 0 when nothing is due.

        Raises:
            Exception: what stopped either drain; the batch it had is rolled back and due as before.
        """
        if self._second is None:
            return self._alone()
        count = self._own.advance()
        if not count:
            second, self._second = self._second, None
            # It takes no more either: whoever calls must hear of each batch that passes, and may have to end.
            count = second.end().result()
        return count

    def _alone(self) -> int:
        """A batch, which tells whether a second drain would help: two threads that only compute do not.

        Each is asked, since the first of a process computes what later ones know.
        """
        began, worked = time.perf_counter(), time.thread_time()
        count = self._own.advance()
        seconds = time.perf_counter() - began
        waited = seconds - (time.thread_time() - worked)
        if is_full(count) and waited >= WAITS * seconds and _is_possible():
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="linesteps-engine")
            self._second = _Second(self._pool)
        return count


class _Second:
    """A drain in another thread, until nothing is due or it is told to end."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._is_over = Event()
        self._future: Future[int] = pool.submit(copy_context().run, self._move)

    def end(self) -> Future[int]:
        """Let it take no more; its future has how many runs it moved."""
        self._is_over.set()
        return self._future

    def _move(self) -> int:
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
