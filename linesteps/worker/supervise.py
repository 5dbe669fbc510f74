"""Running one cluster and starting it again when it ends or falls silent.

django-q2 1.11 can hang as a whole when one idle worker is killed, as the kernel does when memory runs
out: its processes live on and do nothing (its issue 23). So whoever watches only the process sees
nothing; this watches what the cluster does.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from types import FrameType

from django.db import DatabaseError, connection

from linesteps import clock, conf
from linesteps.doorbell import Beat
from linesteps.worker import beat

logger = logging.getLogger("linesteps.worker")

#: The tick comes each two seconds; the longest batch, against a LINE that hangs, takes some 20.
SILENCE = timedelta(seconds=35)
#: How long a cluster that was asked to end may finish what it is at.
PATIENCE_SECONDS = 65.0
_LOOK_SECONDS = 1.0
#: Between starts of a cluster that keeps ending: doubled each time, from the first to the last.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
#: One that ran for so long did start well.
_STEADY_SECONDS = 30.0
_SET_PARENT_DEATH_SIGNAL = 1


class Supervisor:
    """Keeps one cluster at work until SIGTERM, SIGINT or SIGHUP.

    Args:
        command: starts the cluster; it gets a process group of its own.
        silence: how long it may do nothing before it is killed and started again.
        patience: seconds that it gets to end by itself when asked to.
    """

    def __init__(
        self, command: Sequence[str], *, silence: timedelta = SILENCE, patience: float = PATIENCE_SECONDS
    ) -> None:
        self.command = list(command)
        self.silence = silence
        self.patience = patience
        host = re.sub(r"[^a-zA-Z0-9]+", "-", socket.gethostname())[:20].strip("-")
        self.name = f"{beat.PREFIX}{host}-{secrets.token_hex(3)}"
        self.process: subprocess.Popen[bytes] | None = None
        self.stops = 0
        self.starts = 0
        self._started_at = 0.0
        self._quiet_since = clock.real_now()
        self._pinged_at = 0.0
        self._pause = _FIRST_PAUSE

    def run(self) -> None:
        """Start the cluster and watch over it; returns once it was asked to end and has ended."""
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, self._note_stop) for number in numbers}
        try:
            self._start()
            while not self.stops:
                time.sleep(_LOOK_SECONDS)
                self._look()
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self.stops += 1

    def _start(self) -> None:
        self.starts += 1
        self._started_at = time.monotonic()
        self._quiet_since = clock.real_now()
        self._note_start()
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env={**os.environ, beat.VARIABLE: self.name},
            # A group of its own: it can be killed as a whole, and Ctrl-C reaches only us.
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        logger.info("The cluster was started.", extra=self._ids())

    def _note_start(self) -> None:
        try:
            Beat.objects.update_or_create(
                name=self.name, defaults={"beat_at": clock.real_now(), "generation": self.starts}
            )
        except DatabaseError:
            connection.close()

    def _look(self) -> None:
        if self.process is None or self.stops:
            return
        code = self.process.poll()
        if code is not None:
            logger.error("The cluster ended (%s) and is started again.", code, extra=self._ids())
            self._restart()
        elif self._is_silent():
            logger.error(
                "The cluster did nothing for %s seconds. It is killed and started again.",
                round(self.silence.total_seconds()),
                extra=self._ids(),
            )
            self._restart()

    def _restart(self) -> None:
        self._kill()
        if time.monotonic() - self._started_at < _STEADY_SECONDS:
            # One that ends at once, for want of its database for instance, is given time.
            end = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
            while time.monotonic() < end and not self.stops:
                time.sleep(0.1)
        else:
            self._pause = _FIRST_PAUSE
        if not self.stops:
            self._start()

    def _is_silent(self) -> bool:
        moment = clock.real_now()
        try:
            row = Beat.objects.filter(name=self.name).first()
            if row is None:
                self._note_start()
                return False
        except DatabaseError:
            # Without its database no cluster can work, and no new one would.
            connection.close()
            self._quiet_since = moment
            return False
        quiet = moment - max(row.beat_at or self._quiet_since, self._quiet_since)
        if quiet > self.silence / 2:
            self._ping()
        return quiet > self.silence

    def _ping(self) -> None:
        """Put trifles into the queue: several machines share it, and others may be quicker to take one."""
        if time.monotonic() - self._pinged_at < self.silence.total_seconds() / 8:
            return
        self._pinged_at = time.monotonic()
        from django_q.tasks import async_task

        try:
            options = {"cluster": conf.cluster()} if conf.cluster() else {}
            for _number in range(5 * max(len(beat.alive(clock.real_now())), 1)):
                async_task("linesteps.tasks.breathe", **options)
        except Exception:
            logger.warning("The queue takes no task.", exc_info=True, extra=self._ids())

    def _end(self) -> None:
        """Ask the main process alone to end; then make sure that nothing of the group is left."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            end, asked = time.monotonic() + self.patience, self.stops
            # Asked a second time means: at once.
            while self.process.poll() is None and time.monotonic() < end and self.stops <= asked:
                time.sleep(0.05)
        self._kill()
        try:
            Beat.objects.filter(name=self.name).delete()
        except DatabaseError:
            logger.debug("The beat could not be deleted.", exc_info=True)
        logger.info("The cluster has ended.", extra=self._ids())

    def _kill(self) -> None:
        """Kill whatever is left of the group, also workers that their dead parent left behind."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _ids(self) -> dict[str, object]:
        return {"worker": self.name, "start": self.starts}


def _end_with_parent() -> None:
    """In the child, on Linux: SIGTERM as soon as we are gone, even by ``kill -9``."""
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
