"""How much a run measures, and what the targets share while they do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from django.conf import settings
from django.db import connection, connections

from linesteps.bench.worker import work

#: LINE's answer takes about so long (seconds).
LATENCY = 0.05


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Sizes of a run.

    Args:
        people: followers in the ordinary measurement; a tenth and ten times as many where growth is measured.
        is_quick: whether it only shows that everything runs; nothing can be concluded from it then.
    """

    people: int = 10_000
    is_quick: bool = False

    @property
    def seconds(self) -> float:
        """How long what lasts is watched: 50 seconds at the full size, less for fewer people."""
        return 1 if self.is_quick else max(3.0, min(50.0, self.people / 200))

    @property
    def kills(self) -> int:
        """How many workers are killed."""
        return 2 if self.is_quick else max(4, min(100, self.people // 1000))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of followers between which growth is measured."""
        return (self.people // 10, self.people, self.people * 10)

    @property
    def naive_people(self) -> int:
        """For the yardsticks that do some hundred in a second."""
        return 20 if self.is_quick else max(100, min(1000, self.people // 20))


class Stub:
    """The stand-in for LINE as a child process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "linesteps.bench.stub"], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None  # noqa: S101
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def reset(self, latency: float) -> None:
        """Forget all, and answer after so many seconds from now on."""
        self._get("/reset", str(latency).encode())

    def counts(self) -> dict[str, Any]:
        """See ``stub.Counts.summary``."""
        found: dict[str, Any] = json.loads(self._get("/counts"))
        return found

    def accepted(self) -> int:
        """How many recipients' messages were accepted."""
        return sum(one["recipients"] for one in self.counts().values() if isinstance(one, dict))

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _get(self, path: str, body: bytes | None = None) -> bytes:
        # Straight there, whatever proxy the environment names.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.url + path, body, timeout=30) as answer:
            found: bytes = answer.read()
            return found


@contextmanager
def stub(latency: float) -> Iterator[Stub]:
    """A stand-in that answers after so many seconds."""
    found = Stub()
    try:
        found.reset(latency)
        yield found
    finally:
        found.stop()


@contextmanager
def child(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process on the same scratch database, killed at the end with all that it started."""
    process = subprocess.Popen(  # noqa: S603 - our own programs
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


@contextmanager
def worker(what: str, seconds: float, *, lease: int | None = None) -> Iterator[BaseProcess]:
    """A worker on the same scratch database, killed at the end; forked, so that it starts at once.

    Args:
        what: see ``linesteps.bench.worker.work``.
        seconds: how long it works.
        lease: ``LINESTEPS_LEASE_SECONDS`` there.
    """
    # A connection that both would write to is none.
    connections.close_all()
    process = get_context("fork").Process(target=_work, args=(what, seconds, lease))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _work(what: str, seconds: float, lease: int | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if lease is not None:
        settings.LINESTEPS_LEASE_SECONDS = lease
    work(what, seconds)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a child and all that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tidy() -> None:
    """Let PostgreSQL know the tables, as a site that has run for a while would."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of all does not exceed; ``nan`` of none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")
