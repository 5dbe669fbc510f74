"""In what order calls to LINE wait for their turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import pytest

from linesteps.line.call import Call
from linesteps.line.outcomes import Accepted, NotTried, SendOutcome
from linesteps.line.pace import Turns
from linesteps.line.queue import CONNECTIONS, Queue


def calls(first: int, count: int, *, is_prompt: bool = False) -> list[Call]:
    return [
        Call(key=key, endpoint="push", to=("U1",), messages="[]", retry_key="", is_prompt=is_prompt)
        for key in range(first, first + count)
    ]


class Line:
    """Answers when told to, and keeps in which order calls began."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.at_once = self.most_at_once = 0
        self.open = asyncio.Event()

    async def send(self, call: Call, turns: Turns) -> SendOutcome:
        self.begun.append(call.key)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.open.wait()
        self.at_once -= 1
        if call.key == 666:
            raise RuntimeError("A bug.")
        return Accepted(request_id=str(call.key))


def flight(queue: Queue, line: Line, some: Sequence[Call], seconds: float = 60) -> asyncio.Task[Any]:
    return asyncio.create_task(queue.send_all(line.send, some, time.monotonic() + seconds))


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_batches_are_sent_one_after_the_other_and_never_more_than_the_connections() -> None:
    async def story() -> None:
        queue, line = Queue(Turns(100)), Line()
        first, second = flight(queue, line, calls(0, 300)), flight(queue, line, calls(1000, 300))
        await settled()
        assert line.begun == list(range(CONNECTIONS))
        line.open.set()
        assert set(await first) == set(range(300))
        assert set(await second) == set(range(1000, 1300))
        assert line.begun == [*range(300), *range(1000, 1300)]
        assert line.most_at_once == CONNECTIONS

    asyncio.run(story())


def test_whoever_is_waited_for_overtakes_those_who_are_not() -> None:
    async def story() -> None:
        queue, line = Queue(Turns(100)), Line()
        many = flight(queue, line, calls(0, CONNECTIONS + 50))
        await settled()
        one = flight(queue, line, calls(1000, 1, is_prompt=True))
        await settled()
        line.open.set()
        await asyncio.gather(many, one)
        assert line.begun[CONNECTIONS] == 1000

    asyncio.run(story())


def test_cancelled_calls_are_not_made_and_others_are() -> None:
    async def story() -> None:
        queue, line = Queue(Turns(100)), Line()
        first, second = flight(queue, line, calls(0, CONNECTIONS + 50)), flight(queue, line, calls(1000, 2))
        await settled()
        first.cancel()
        line.open.set()
        assert set(await second) == {1000, 1001}
        assert line.begun == [*range(CONNECTIONS), 1000, 1001]
        with pytest.raises(asyncio.CancelledError):
            await first

    asyncio.run(story())


def test_calls_for_which_there_is_no_time_come_back_untried_and_give_up_their_turns() -> None:
    async def story() -> None:
        queue, line = Queue(Turns(100)), Line()
        line.open.set()
        found = await flight(queue, line, calls(0, 3), seconds=-1)
        assert found == {key: NotTried() for key in range(3)}
        assert line.begun == [] and queue.turns.used == 3

    asyncio.run(story())


def test_bug_reaches_whoever_asked_and_nobody_else() -> None:
    async def story() -> None:
        queue, line = Queue(Turns(100)), Line()
        line.open.set()
        bad, good = flight(queue, line, calls(666, 1)), flight(queue, line, calls(1, 1))
        with pytest.raises(RuntimeError):
            await bad
        assert await good == {1: Accepted(request_id="1")}
        assert await flight(queue, line, []) == {}

    asyncio.run(story())
