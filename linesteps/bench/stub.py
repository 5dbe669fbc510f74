"""A stand-in for LINE in a process of its own: answers after a delay, honours retry keys, counts by time.

The emulator speaks all of LINE's API and keeps all it hears, at some hundred calls a second; this one
speaks HTTP only as far as our sender does, so that on a machine with two cores it is not what is measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from collections import defaultdict
from functools import partial
from typing import Any

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_TO = re.compile(rb'"to": *"(U[0-9a-f]+)"')
_KEY = re.compile(rb"x-line-retry-key: *([0-9a-f-]+)", re.IGNORECASE)
_OK = b"HTTP/1.1 200 OK\r\nX-Line-Request-Id: r\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
_SENT = b'{"sentMessages":[{"id":"1"}]}'
_PROFILE = b'{"userId":"U","displayName":"Hanako"}'
#: Seconds between looks at how late this process is.
_NAP = 0.02
_TAKEN = b"HTTP/1.1 409 Conflict\r\nX-Line-Accepted-Request-Id: r\r\nContent-Length: 2\r\n\r\n{}"


class Counts:
    """What came in."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.recipients: dict[str, int] = defaultdict(int)
        self.keys: set[bytes] = set()
        self.people: set[bytes] = set()
        self.repeated = self.connections = self.twice = 0
        #: By how many seconds a call may have come before it was noted: the longest nap of this process.
        self.late = 0.0

    def take(self, path: str, head: bytes, body: bytes) -> bytes:
        """Note a call; returns the answer."""
        if "/message/" not in path:
            # Names and the month's limit are asked for beside.
            return _OK % (len(_PROFILE), _PROFILE)
        endpoint = path.rpartition("/")[2]
        self.times[endpoint].append(time.time())
        key = _KEY.search(head)
        if key and key[1] in self.keys:
            self.repeated += 1
            return _TAKEN
        if key:
            self.keys.add(key[1])
        if person := _TO.search(body):
            self.twice += person[1] in self.people
            self.people.add(person[1])
        self.recipients[endpoint] += _recipients(body) if endpoint == "multicast" else 1
        return _OK % (len(_SENT), _SENT)

    def summary(self) -> dict[str, Any]:
        """The counts, and the most calls in any window of one second, by endpoint."""
        return {
            endpoint: {
                "calls": len(times),
                "recipients": self.recipients[endpoint],
                "first": times[0],
                "last": times[-1],
                "most_in_a_second": most_in_a_second(times),
                "times": times if len(times) <= 5000 else [],
            }
            for endpoint, times in self.times.items()
        } | {
            "repeated": self.repeated,
            "connections": self.connections,
            "twice": self.twice,
            "people": len(self.people),
            "late": self.late,
        }


def _recipients(body: bytes) -> int:
    """How many user ids a multicast's list holds."""
    start = body.find(b'"to"')
    return body[start : body.find(b"]", start)].count(b'"U')


def most_in_a_second(times: list[float]) -> int:
    """The most of these times (in seconds) that lie in any window of one second."""
    return most_in(times, 1)


def most_in(times: list[float], window: float) -> int:
    """The most of these times that lie in any window of so many seconds."""
    times = sorted(times)
    most = start = 0
    for end, moment in enumerate(times):
        while times[start] <= moment - window:
            start += 1
        most = max(most, end - start + 1)
    return most


class _Connection(asyncio.Protocol):
    def __init__(self, state: dict[str, Any]) -> None:
        self._state = state
        self._data = b""
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._state["counts"].connections += 1

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._data) < whole:
                return
            body, self._data = self._data[end + 4 : whole], self._data[whole:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1].decode()
        if path == "/reset":
            self._state["counts"], self._state["latency"] = Counts(), float(body)
            self._transport.write(_OK % (2, b"{}"))
        elif path == "/counts":
            text = json.dumps(self._state["counts"].summary()).encode()
            self._transport.write(_OK % (len(text), text))
        else:
            answer = self._state["counts"].take(path, head, body)
            if self._state["latency"]:
                asyncio.get_running_loop().call_later(self._state["latency"], partial(self._write, answer))
            else:
                self._write(answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


async def _serve() -> None:
    state: dict[str, Any] = {"counts": Counts(), "latency": 0.0}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(state), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    # Ends with the process that started it.
    parent = os.getppid()
    while os.getppid() == parent:
        before = time.monotonic()
        await asyncio.sleep(_NAP)
        counts = state["counts"]
        counts.late = max(counts.late, time.monotonic() - before - _NAP)


if __name__ == "__main__":
    asyncio.run(_serve())
