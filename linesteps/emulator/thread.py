"""The emulator in a thread of another program, such as a test run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from linesteps.emulator.platform import Platform
from linesteps.emulator.server import HOST, start

T = TypeVar("T")

START_SECONDS = 10
CALL_SECONDS = 60


class EmulatorThread:
    """Serves ``platform`` on a free port from an event loop in a daemon thread."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Event | None = None
        self._address = ""
        self._thread = threading.Thread(target=self._serve, name="line-emulator", daemon=True)

    def start(self) -> str:
        """Start serving; returns the base address.

        Raises:
            RuntimeError: it did not start within ten seconds.
        """
        self._thread.start()
        if not self._ready.wait(START_SECONDS) or not self._address:
            raise RuntimeError("The LINE emulator did not start.")
        return self._address

    def stop(self) -> None:
        """Stop serving and end the thread."""
        if self._loop is not None and self._stopped is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(START_SECONDS)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the loop and wait for its result."""
        if self._loop is None:
            work.close()
            raise RuntimeError("The LINE emulator is not running.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(CALL_SECONDS)

    def _serve(self) -> None:
        try:
            asyncio.run(self._main())
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._stopped = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        runner, port = await start(self.platform, 0)
        self._address = f"http://{HOST}:{port}"
        self._ready.set()
        await self._stopped.wait()
        waiting = list(self.platform.tasks)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await runner.cleanup()
