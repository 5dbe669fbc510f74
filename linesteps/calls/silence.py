"""That nobody listens, remembered by this process for some seconds, so that it costs no query."""

from __future__ import annotations

import time

#: So long a process believes it; a new system is told from then on at the latest.
BELIEVED_SECONDS = 20.0

_until = 0.0


def is_believed() -> bool:
    """Whether somebody looked just now, and there was nobody."""
    return time.monotonic() < _until


def believe() -> None:
    """Nobody listens."""
    global _until
    _until = time.monotonic() + BELIEVED_SECONDS


def doubt() -> None:
    """Look the next time."""
    global _until
    _until = 0.0
