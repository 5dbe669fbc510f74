"""The only clock of linesteps: every module asks ``now()`` here and nowhere else.

Real time by default. Two sources may replace it: ``frozen()`` for one process (tests,
``linesteps_run``), and a small file that the demo's processes share (``LINESTEPS_CLOCK_FILE``,
honoured with ``DEBUG`` only) by which the emulated phone turns the clock forward.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from django.utils import timezone

from linesteps import conf


class VirtualClock:
    """A clock that stands still until it is told to move.

    Args:
        at: the aware time at which it stands.
    """

    def __init__(self, at: datetime) -> None:
        if timezone.is_naive(at):
            raise ValueError("A virtual clock needs an aware datetime.")
        self.at = at

    def move_to(self, at: datetime) -> None:
        """Stand at another aware time, earlier or later."""
        self.at = at

    def move_by(self, **delta: float) -> None:
        """Move by a ``timedelta`` given by its keywords, such as ``days=3``."""
        self.at += timedelta(**delta)


_virtual: list[VirtualClock] = []
#: For one request or task only: the simulator runs beside others that live in real time.
_own: ContextVar[VirtualClock | None] = ContextVar("linesteps_clock", default=None)
_file_seen: tuple[str, int, timedelta] | None = None


def now() -> datetime:
    """The current time, aware, as linesteps sees it."""
    own = _own.get()
    if own is not None:
        return own.at
    if _virtual:
        return _virtual[-1].at
    return timezone.now() + offset()


def real_now() -> datetime:
    """Real time, for leases between processes only: a turned clock must not break a live claim."""
    return timezone.now()


def offset() -> timedelta:
    """How far the demo's shared clock was turned; zero outside a demo."""
    global _file_seen
    path = conf.clock_file()
    if path is None:
        return timedelta()
    try:
        changed = os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if _file_seen is None or _file_seen[:2] != (str(path), changed):
        seconds = json.loads(path.read_text())["offset_seconds"]
        _file_seen = (str(path), changed, timedelta(seconds=seconds))
    return _file_seen[2]


def turn(to: timedelta) -> None:
    """Set the demo's shared offset for all processes, atomically.

    Raises:
        RuntimeError: outside a demo (no ``LINESTEPS_CLOCK_FILE``, or ``DEBUG`` is off).
    """
    path = conf.clock_file()
    if path is None:
        raise RuntimeError("The clock can be turned in a demo only (DEBUG and LINESTEPS_CLOCK_FILE).")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as out:
        json.dump({"offset_seconds": to.total_seconds()}, out)
    Path(name).replace(path)


@contextmanager
def frozen_here(at: datetime) -> Iterator[VirtualClock]:
    """Like ``frozen``, for this thread (or asyncio task) only."""
    token = _own.set(VirtualClock(at))
    try:
        yield cast(VirtualClock, _own.get())
    finally:
        _own.reset(token)


@contextmanager
def frozen(at: datetime) -> Iterator[VirtualClock]:
    """Within the block, ``now()`` is a virtual clock of this process, standing at ``at``."""
    clock = VirtualClock(at)
    _virtual.append(clock)
    try:
        yield clock
    finally:
        _virtual.remove(clock)
