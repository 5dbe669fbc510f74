"""What becomes of a narrowcast in the background, after it was taken.

Source: openapi/messaging-api.yml, NarrowcastProgressResponse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: How long it waits and sends here; LINE names no times.
WAITS, SENDS = timedelta(seconds=10), timedelta(seconds=20)
#: “You can't get the status … after 14 days”, and a redelivery's age.
TOLD_FOR = timedelta(days=14)


@dataclass(kw_only=True)
class Narrowcast:
    """One narrowcast that was taken.

    Args:
        error: 0, or why nothing is sent (``errorCode``).
        reached: how many people got it.
    """

    channel_id: str
    request_id: str
    accepted_at: datetime
    reached: int = 0
    error: int = 0

    def phase(self, now: datetime) -> str:
        """One of LINE's words."""
        age = now - self.accepted_at
        if age < WAITS:
            return "waiting"
        if self.error:
            return "failed"
        return "sending" if age < SENDS else "succeeded"
