"""The calls of one account and endpoint that wait for their turn: answers first, then whoever came first.

One after the other, not batch beside batch: batches that share the turns would all end at the same time, and
nothing would be left to send while the next ones are claimed (measured: one turn in ten).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from linesteps.line.call import Call
from linesteps.line.outcomes import NotTried, SendOutcome
from linesteps.line.pace import Turns

#: Calls at once of one worker for each account and endpoint: by Little's law 2,000 pushes a second at 65 ms
#: need 130.
CONNECTIONS = 256

#: Makes one call when it is its turn.
Send = Callable[[Call, Turns], Awaitable[SendOutcome]]


@dataclass(kw_only=True, slots=True)
class _Flight:
    """Calls whose outcomes are wanted together."""

    send: Send
    until: float
    left: int
    landed: asyncio.Future[dict[int, SendOutcome]]
    outcomes: dict[int, SendOutcome] = field(default_factory=dict)


class Queue:
    """Makes at most ``CONNECTIONS`` calls at once. Use it within one event loop.

    Args:
        turns: when a call may go out.
    """

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self._prompt: deque[tuple[_Flight, Call]] = deque()
        self._others: deque[tuple[_Flight, Call]] = deque()
        self._workers: set[asyncio.Task[None]] = set()

    async def send_all(self, send: Send, calls: Sequence[Call], until: float) -> dict[int, SendOutcome]:
        """Returns an outcome for each call's key once all have one.

        Cancelled, it makes none of those that wait, and drops the answers to the others.

        Args:
            send: makes one call.
            calls: in their order.
            until: by ``time.monotonic``; calls that did not begin by then come back untried.
        """
        if not calls:
            return {}
        landed: asyncio.Future[dict[int, SendOutcome]] = asyncio.get_running_loop().create_future()
        flight = _Flight(send=send, until=until, left=len(calls), landed=landed)
        for call in calls:
            (self._prompt if call.is_prompt else self._others).append((flight, call))
        for _number in range(min(len(calls), CONNECTIONS - len(self._workers))):
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        return await landed

    async def _work(self) -> None:
        while waiting := self._prompt or self._others:
            flight, call = waiting.popleft()
            if flight.landed.done():
                continue
            try:
                outcome = await self._outcome(flight, call)
            except Exception as error:  # noqa: BLE001 - for whoever waits for the flight
                if not flight.landed.done():
                    flight.landed.set_exception(error)
                continue
            flight.outcomes[call.key] = outcome
            flight.left -= 1
            if not flight.left and not flight.landed.done():
                flight.landed.set_result(flight.outcomes)

    async def _outcome(self, flight: _Flight, call: Call) -> SendOutcome:
        if time.monotonic() < flight.until:
            return await flight.send(call, self.turns)
        self.turns.used += 1
        return NotTried()
