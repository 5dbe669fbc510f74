"""Keeping below LINE's rates, however many workers on however many machines send for an account.

LINE counts calls per account and endpoint (reference, “Rate limits”). A rate is shared as a row of
**turns** on one time line, ``1 / rate`` apart. Workers lease stretches of it and make one call at each
turn. A turn that is not used within ``SLACK`` of its time is lost: a worker that was held up must lease
new ones, and cannot send what it missed on top of what others send now. So in any second there are at most
``rate * (1 + SLACK) + 1`` calls, which leaves LINE some hundredths of a second for delays on the way
(proven by property in the tests).
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

#: LINE's limits: calls per second for each account.
LIMITS = {"push": 2000.0, "reply": 2000.0, "multicast": 200.0}
#: The share of them that we use.
SHARE = 0.955
#: Seconds after its time within which a turn may still be used.
SLACK = 0.015
#: Calls wait for the next of these moments, in seconds apart, and so leave some at a time: to wake the loop for
#: each of 1,900 a second costs 30 µs more a call (measured). It must leave most of SLACK to a loop that is late.
TOGETHER = 0.005
#: How many seconds ahead turns are given out. A crashed worker's unused ones are lost, so keep it short.
AHEAD = 1.0


def rate_of(endpoint: str) -> float:
    """Calls per second that we make at most."""
    return LIMITS[endpoint] * SHARE


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A stretch of turns.

    Args:
        first: the time of the first turn, in seconds, on the clock that all workers share.
        count: how many; may be 0.
        free_at: from when on the time line is free.
    """

    first: float
    count: int
    free_at: float


def grant(*, free_at: float, now: float, wanted: int, rate: float) -> Grant:
    """The next turns on a time line that is free from ``free_at`` on (seconds); none beyond ``AHEAD``."""
    if free_at > now + 2 * AHEAD:
        # The clock was set back. What was given out ends within AHEAD, whatever the clock says now.
        return Grant(first=now, count=0, free_at=now + AHEAD)
    first = max(free_at, now)
    count = max(0, min(wanted, int((now + AHEAD - first) * rate)))
    return Grant(first=first, count=count, free_at=first + count / rate if count else free_at)


class Turns:
    """The turns that one worker leased: ``feed`` from the thread that leases, ``turn`` from the one that sends.

    Args:
        rate: calls per second.
        monotonic: the clock of this process, in seconds.
    """

    def __init__(self, rate: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        #: How many turns were used.
        self.used = 0
        self._gap = 1.0 / rate
        self._monotonic = monotonic
        #: For each stretch that is left: the time of its next turn on this process's clock, and how many.
        self._stretches: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()
        self._waiting: deque[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = deque()

    def feed(self, stretch: Grant, *, offset: float) -> None:
        """Add leased turns.

        Args:
            stretch: times on the clock that all workers share.
            offset: what this process's clock said when that one said 0.
        """
        with self._lock:
            if stretch.count:
                self._stretches.append((stretch.first + offset, stretch.count))
            waiting, self._waiting = self._waiting, deque()
        for loop, future in waiting:
            loop.call_soon_threadsafe(_wake, future)

    def ahead(self) -> int:
        """How many turns are left that can still be used."""
        moment = self._monotonic()
        with self._lock:
            return sum(count - min(count, self._missed(first, moment)) for first, count in self._stretches)

    async def turn(self) -> None:
        """Return when it is one's turn; make the call at once then."""
        while True:
            at = self.take(self._monotonic())
            if at is None:
                await self._more()
                continue
            moment = self._monotonic()
            if at > moment:
                await asyncio.sleep(math.ceil(at / TOGETHER) * TOGETHER - moment)
            if self._monotonic() - at <= SLACK:
                self.used += 1
                return

    def take(self, moment: float) -> float | None:
        """The time of the next turn that is not lost at ``moment``; ``None`` when none is left."""
        with self._lock:
            while self._stretches:
                first, count = self._stretches.popleft()
                missed = self._missed(first, moment)
                if missed >= count:
                    continue
                at = first + missed * self._gap
                if count - missed > 1:
                    self._stretches.appendleft((at + self._gap, count - missed - 1))
                return at
            return None

    def _missed(self, first: float, moment: float) -> int:
        """How many turns of a stretch from ``first`` on are lost at ``moment``."""
        late = moment - SLACK - first
        return int(late / self._gap) + 1 if late > 0 else 0

    async def _more(self) -> None:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if self._stretches:
                return
            self._waiting.append((loop, future))
        await future


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
