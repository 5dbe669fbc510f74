"""Signing a call, so that the other system can tell that it comes from here and just now.

The form is that of Standard Webhooks (standardwebhooks.com, specification 1.0.0), for which there are ready
libraries: HMAC-SHA256 over ``id.timestamp.body``, in Base64 behind ``v1,``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signed_headers(key: bytes, event_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """The three headers of one try.

    Args:
        key: the system's secret.
        event_id: the same at each try.
        timestamp: of this try, in seconds since 1970.
        body: exactly what is sent.
    """
    signed = b".".join([event_id.encode(), str(timestamp).encode(), body])
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": event_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{digest}"}


def request_headers(key: bytes, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """All headers of one try; see ``signed_headers``."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "linesteps",
        "Connection": "close",
        **signed_headers(key, event_id, timestamp, body),
    }
