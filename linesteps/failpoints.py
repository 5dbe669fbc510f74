"""Named points at which a test may make the process fail; outside tests they do nothing.

A point is armed in this process by ``arm()`` or, for child processes such as a qcluster, by the
environment variable ``LINESTEPS_FAILPOINTS`` (``outbox.after_send=kill,inbox.after_commit=raise``),
which is honoured only where ``settings.DEBUG`` or ``settings.LINESTEPS_TESTING`` is set.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.conf import settings

Action = Literal["raise", "kill", "sleep"]

#: Every point in the code, so that a test can enumerate them.
POINTS = (
    "inbox.before_commit",
    "inbox.after_commit",
    "inbox.after_react",
    "engine.before_commit",
    "engine.after_commit",
    "outbox.after_claim",
    "outbox.after_send",
    "outbox.after_settle",
)

_armed: dict[str, str] = {}
_environment_read = False


class FailpointReached(Exception):
    """An armed failpoint of action ``raise`` was reached."""


def failpoint(name: str) -> None:
    """Do nothing, unless a test armed the point ``name``."""
    global _environment_read
    if not _environment_read:
        _environment_read = True
        _read_environment()
    if not _armed:
        return
    action = _armed.get(name)
    if action == "raise":
        raise FailpointReached(name)
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if action == "sleep":
        time.sleep(5)


def _read_environment() -> None:
    text = os.environ.get("LINESTEPS_FAILPOINTS", "")
    if text and (settings.DEBUG or getattr(settings, "LINESTEPS_TESTING", False)):
        for part in text.split(","):
            name, _equals, action = part.partition("=")
            _armed[name] = action


@contextmanager
def arm(name: str, action: Action = "raise") -> Iterator[None]:
    """Arm the point ``name`` for the length of the block."""
    if name not in POINTS:
        raise ValueError(f"No failpoint is called {name!r}.")
    _armed[name] = action
    try:
        yield
    finally:
        _armed.pop(name, None)
