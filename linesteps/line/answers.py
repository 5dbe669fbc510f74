"""What LINE's answer to a send means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from linesteps.line.outcomes import (
    Accepted,
    NotAllowed,
    QuotaReached,
    RateLimited,
    Refused,
    SendOutcome,
    Unsure,
)

_BAD_RECIPIENT = re.compile(r"\bto\[(\d+)\]")


def outcome_of(status: int, headers: Mapping[str, str], body: bytes) -> SendOutcome:
    """What an answer means (reference, “Status codes”; docs, “Retry failed API requests”)."""
    if 200 <= status < 300:
        return Accepted(request_id=headers.get("x-line-request-id") or "")
    if status == 409:
        return Accepted(request_id=headers.get("x-line-accepted-request-id") or "")
    full = body.decode("utf-8", "replace")
    text = full[:300]
    if status in {401, 403}:
        return NotAllowed(reason=f"{status}: {text}")
    if status == 429:
        if "monthly limit" in text:
            return QuotaReached()
        return RateLimited(retry_after_seconds=_seconds(headers.get("Retry-After")))
    if 400 <= status < 500:
        found = _BAD_RECIPIENT.findall(full)
        return Refused(reason=f"{status}: {text}", bad_recipients=tuple(sorted({int(i) for i in found})))
    return Unsure(reason=f"{status}: {text}")


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
