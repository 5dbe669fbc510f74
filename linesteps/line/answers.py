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

#: In ``sentMessages`` (openapi/messaging-api.yml): quote tokens beside them are no numbers.
_SENT_ID = re.compile(rb'"id"\s*:\s*"(\d{1,30})"')
_MOST_SENT = 5
_BAD_RECIPIENT = re.compile(r"\bto\[(\d+)\]")


def outcome_of(status: int, headers: Mapping[str, str], body: bytes) -> SendOutcome:
    """What an answer means (reference, “Status codes”; docs, “Retry failed API requests”)."""
    if 200 <= status < 300:
        return Accepted(request_id=headers.get("x-line-request-id") or "", message_ids=_sent(body))
    if status == 409:
        accepted = headers.get("x-line-accepted-request-id") or ""
        return Accepted(request_id=accepted, message_ids=_sent(body))
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


def _sent(body: bytes) -> tuple[str, ...]:
    """The ids of ``sentMessages``; whatever else an accepted send is answered with, it was accepted.

    By pattern: to read the whole as JSON for each push costs more than to find them.
    """
    if b"sentMessages" not in body:
        return ()
    return tuple(found.decode() for found in _SENT_ID.findall(body)[:_MOST_SENT])


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
