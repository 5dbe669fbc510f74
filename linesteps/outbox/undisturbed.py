"""Putting off a polite end of the process while LINE's answers are on their way.

A reply has no retry key: whoever dies between the call and its answer leaves it unclear, and the friend
may never get it. django-q2's workers die of SIGTERM at once, and a restart of the service sends it to
all of them (measured), so every deployment would risk some.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_POLITE = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def undisturbed() -> Iterator[Callable[[], bool]]:
    """Let SIGTERM and SIGINT wait until the block is over; other signals come through.

    The block gets a function that says whether one waits.

    Outside of a process's main thread, where Python takes no signals, it changes nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    waiting: list[int] = []
    # A handler that was not set by Python is None, and cannot be set again.
    before = {number: signal.getsignal(number) or signal.SIG_DFL for number in _POLITE}
    for polite in _POLITE:
        signal.signal(polite, lambda number, _frame: waiting.append(number))
    try:
        yield lambda: bool(waiting)
    finally:
        for polite, handler in before.items():
            signal.signal(polite, handler)
        for received in dict.fromkeys(waiting):
            signal.raise_signal(received)
