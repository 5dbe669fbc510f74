"""One event loop and one session with LINE per process, kept between tasks.

A new connection costs a handshake, and a new session some 40 ms. Nothing here outlives a fork: a child
that inherits a loop without its thread, or sockets that its parent reads too, makes its own.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextvars import ContextVar
from typing import Any, TypeVar

import aiohttp

T = TypeVar("T")

#: Awaited with the connection in hand, right before the request is written: a turn that was taken
#: earlier would be late by the handshake.
before_writing: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("before_writing", default=None)

#: Idle connections are closed before LINE may do so: a reply that meets a closed one would be unclear.
KEEP_ALIVE_SECONDS = 4


class Session:
    """A loop in a thread of its own, and the connections that live in it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="linesteps-line", daemon=True)
        self._thread.start()
        self.http = asyncio.run_coroutine_threadsafe(_open(), self.loop).result()

    def run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def close(self) -> None:
        """Close the connections and end the thread."""
        self.run(self.http.close()).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()


async def _open() -> aiohttp.ClientSession:
    # As many connections as calls: the sender bounds those for each account, so that none waits for
    # another's. trust_env would look up proxies in the environment at every request (290 µs, measured).
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE_SECONDS)
    return aiohttp.ClientSession(
        connector=connector,
        trust_env=False,
        request_class=_Request,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )


class _Request(aiohttp.ClientRequest):
    """A request that may have to wait for its turn."""

    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        """Write the request, when it may be written."""
        wait = before_writing.get()
        if wait is not None:
            await wait()
        return await super().send(conn)


_session: Session | None = None
_lock = threading.Lock()
#: Kept from being collected: closing an inherited session would close the parent's connections.
_inherited: list[Session] = []


def session() -> Session:
    """The session of this process."""
    global _session
    with _lock:
        if _session is None:
            _session = Session()
        return _session


def close() -> None:
    """Close this process's session, if there is one; the next call opens another."""
    global _session
    with _lock:
        found, _session = _session, None
    if found is not None:
        found.close()


def _forget() -> None:
    global _session, _lock
    if _session is not None:
        _inherited.append(_session)
    _session, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)
atexit.register(close)
