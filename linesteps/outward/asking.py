"""What every call to a server that others wrote down has in common: its path, and what went wrong, in one word."""

from __future__ import annotations

import http.client
import ssl
import time
from typing import Literal
from urllib.parse import SplitResult, quote

Trouble = Literal["timeout", "unsafe", "refused"]
#: What the network does, and a server that does not speak HTTP; all else is a mistake of ours.
NETWORK = (OSError, ValueError, http.client.HTTPException)


def path_of(parts: SplitResult) -> str:
    """What stands in the request line; characters that may not are escaped, those that are escaped stay so."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else path


def trouble(error: Exception, deadline: float) -> Trouble:
    """Why there is no answer.

    Args:
        error: one of ``NETWORK``.
        deadline: of ``time.monotonic()``; a line that our own timer cut looks like any broken connection.
    """
    if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
        return "timeout"
    return "unsafe" if isinstance(error, ssl.SSLError) else "refused"
