"""Tests in a real Chromium, and how to find and drive it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from scripts.tools import find_browser

P = ParamSpec("P")
R = TypeVar("R")

#: Milliseconds. Other tests share the machine; what comes at all comes within this.
PATIENCE = 60_000
#: Chromium as root in a container, quiet: no sandbox, no GPU, and no calls to its maker.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def browser_path() -> Path | None:
    """The Chromium to drive, or None if this machine has none that starts."""
    return find_browser()


def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call ``function`` in another thread, and wait for it.

    Playwright keeps an event loop running in the main thread, in which ``asyncio.run`` and
    ``async_to_sync`` refuse to work: the dispatcher, for one, must be called through here.
    """

    def call() -> R:
        from django.db import connections

        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()
