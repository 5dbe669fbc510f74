"""Keeping below LINE's rates: 2,000 pushes or replies and 200 multicasts a second per account.

Source: LINE reference, “Rate limits”. This bucket belongs to one process; sharing it between
machines comes with the engine's scale-out.
"""

from __future__ import annotations

import asyncio
import time

#: Calls per second, at 95 % of LINE's limits, as the bucket of LINE and ours tick apart.
PER_SECOND = {"push": 1900.0, "reply": 1900.0, "multicast": 190.0}
#: How many calls may go at once after a pause: a tenth of a second's worth.
BURST_SECONDS = 0.1


class Pace:
    """Turns at a steady rate.

    Args:
        per_second: turns per second.
    """

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next = 0.0

    @classmethod
    def of(cls, endpoint: str) -> Pace:
        """The pace of one of LINE's endpoints."""
        return cls(PER_SECOND[endpoint])

    async def turn(self) -> None:
        """Return when it is one's turn."""
        moment = time.monotonic()
        self._next = max(self._next + self._gap, moment - BURST_SECONDS)
        if self._next > moment:
            await asyncio.sleep(self._next - moment)
