"""The emulator as a server: the API, the control API and the phone page on one loopback port."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from linesteps.emulator import line_me, login_pages, phone, snapshot
from linesteps.emulator.api.routes import add_routes
from linesteps.emulator.control import Control
from linesteps.emulator.platform import LOOPBACK_HOSTS, Platform
from linesteps.emulator.virtual_time import VirtualTime

HOST = "127.0.0.1"
#: Above LINE's 2 MB, which the API checks itself; images from the phone page need more.
MAX_REQUEST_BYTES = 20 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    # A foreign name that resolves to 127.0.0.1 (DNS rebinding) must not reach the control API.
    host = request.host.rpartition(":")[0] or request.host
    if host.strip("[]") not in LOOPBACK_HOSTS:
        return web.json_response({"message": "The emulator answers on loopback only"}, status=421)
    return await handler(request)


def build_app(platform: Platform, virtual_time: VirtualTime) -> web.Application:
    """The aiohttp application for ``platform``."""
    app = web.Application(client_max_size=MAX_REQUEST_BYTES, middlewares=[_loopback_only])
    add_routes(app, platform)
    Control(platform, virtual_time).add_routes(app)
    phone.add_routes(app)
    login_pages.add_routes(app, platform)
    line_me.add_routes(app, platform)
    return app


async def start(
    platform: Platform, port: int, next_event_url: str | None = None
) -> tuple[web.AppRunner, int]:
    """Start serving on loopback.

    Args:
        port: 0 for any free one.

    Returns:
        the runner, to be cleaned up, and the port.
    """
    app = build_app(platform, VirtualTime(platform, next_event_url))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, HOST, port)
    await site.start()
    return runner, int(runner.addresses[0][1])


async def serve(
    platform: Platform,
    *,
    port: int,
    state: Path | None = None,
    next_event_url: str | None = None,
    ready: Callable[[int], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; keeps the state in ``state`` if given."""
    runner, actual = await start(platform, port, next_event_url)
    if ready is not None:
        ready(actual)
    keeper = asyncio.create_task(snapshot.keep_saved(platform, state)) if state else None
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    if keeper is not None:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper
    await runner.cleanup()
