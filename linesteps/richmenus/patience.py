"""When to try again what LINE did not take."""

from __future__ import annotations

from datetime import datetime, timedelta

from linesteps import clock
from linesteps.line.outcomes import LineTooFast

_FIRST, _LONGEST = timedelta(seconds=10), timedelta(hours=1)
#: LINE's narrow limits count by the hour (reference, “Rate limits”).
_AFTER_TOO_MANY = timedelta(minutes=10)


def again_at(tries: int, fault: Exception) -> datetime:
    """The time of the next try.

    Args:
        tries: how many were made already.
        fault: what came of the last one.
    """
    pause = min(_FIRST * 2 ** min(tries, 12), _LONGEST)
    return clock.now() + (max(pause, _AFTER_TOO_MANY) if isinstance(fault, LineTooFast) else pause)
