"""Turning the demo's shared clock forward, event by event, so that all happens at its virtual time.

The site may serve a "next event" address: ``GET`` answers JSON ``{"now": iso, "next_at": iso or
null, "busy": bool}``. The clock then stops at each ``next_at`` on its way and waits until the site
is no longer busy. Without such an address it jumps.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from django.utils import timezone

from linesteps import clock, conf
from linesteps.emulator.platform import Platform

WAIT_SECONDS = 30.0
POLL_SECONDS = 0.1
MAX_STOPS = 2000


class CannotTurn(Exception):
    """The clock cannot be turned: not in a demo, being turned already, or the site does not answer."""


@dataclass(kw_only=True)
class Progress:
    """How far a turn of the clock has come; ``problem`` is empty if all is well."""

    running: bool = False
    target: str | None = None
    stops: int = 0
    waiting: bool = False
    problem: str = ""


class VirtualTime:
    """The clock of the demo, as the phone page sees and turns it.

    Args:
        next_event_url: where the site tells what is due next; ``None`` to jump.
    """

    def __init__(self, platform: Platform, next_event_url: str | None = None) -> None:
        self.platform = platform
        self.next_event_url = next_event_url
        self.progress = Progress()

    @property
    def can_turn(self) -> bool:
        """Whether this is a demo with a shared clock."""
        return conf.clock_file() is not None

    def as_json(self) -> dict[str, Any]:
        """What the phone page shows."""
        return {
            "now": clock.now().isoformat(),
            "can_turn": self.can_turn,
            "has_next": self.next_event_url is not None,
            "progress": asdict(self.progress),
        }

    async def turn_by(self, delta: timedelta) -> None:
        """Turn the clock forward by ``delta``, stopping at each event on the way."""
        self._begin(clock.now() + delta)
        await self._run(clock.now() + delta)

    async def turn_to_next(self) -> None:
        """Turn the clock to the next event and wait until the site has dealt with it."""
        self._begin(None)
        try:
            state = await self._wait_until_idle()
        except CannotTurn as problem:
            self._end(str(problem))
            raise
        next_at = _time(state.get("next_at"))
        if next_at is None:
            self._end("nothing_due")
            return
        self.progress.target = next_at.isoformat()
        await self._run(next_at)

    def _begin(self, target: datetime | None) -> None:
        if not self.can_turn:
            raise CannotTurn("no_demo")
        if self.progress.running:
            raise CannotTurn("running")
        self.progress = Progress(running=True, target=target.isoformat() if target else None)
        self.platform.touch()

    def _end(self, problem: str = "") -> None:
        self.progress.running = self.progress.waiting = False
        self.progress.problem = problem
        self.platform.touch()

    async def _run(self, target: datetime) -> None:
        try:
            await self._run_to(target)
        except CannotTurn as problem:
            self._end(str(problem))
            raise
        self._end()

    async def _run_to(self, target: datetime) -> None:
        if self.next_event_url is not None:
            for _ in range(MAX_STOPS):
                state = await self._wait_until_idle()
                next_at = _time(state.get("next_at"))
                if next_at is None or next_at > target:
                    break
                self._turn_to(next_at)
                self.progress.stops += 1
            else:
                raise CannotTurn("too_many_events")
        self._turn_to(target)
        if self.next_event_url is not None:
            await self._wait_until_idle()

    def _turn_to(self, target: datetime) -> None:
        # Never backwards: the real clock ran on while the site was working.
        if target > clock.now():
            clock.turn(target - timezone.now())
        self.platform.touch()

    async def _wait_until_idle(self) -> dict[str, Any]:
        """The site's state once nothing is due any more."""
        if self.next_event_url is None:
            return {"next_at": None, "busy": False}
        deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
        self.progress.waiting = True
        self.platform.touch()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while asyncio.get_running_loop().time() < deadline:
                try:
                    async with session.get(self.next_event_url) as answer:
                        state: dict[str, Any] = await answer.json(content_type=None)
                    next_at = _time(state.get("next_at"))
                    if not state.get("busy") and (next_at is None or next_at > clock.now()):
                        self.progress.waiting = False
                        return state
                except (TimeoutError, aiohttp.ClientError, ValueError, AttributeError):
                    pass  # The site may be restarting; the deadline decides.
                await asyncio.sleep(POLL_SECONDS)
        raise CannotTurn("site_busy")


def _time(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
