"""Running several programs as one: started together, started again when one dies, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

STOP_SECONDS = 8.0
READY_SECONDS = 90.0
LOOK_SECONDS = 0.2
#: A program that ends this often within a minute is not started again.
TOO_OFTEN = 4
_SET_PARENT_DEATH_SIGNAL = 1
Say = Callable[..., None]


class GaveUp(Exception):
    """The programs cannot be kept running; it was said why, and all of them were stopped."""


@dataclass(kw_only=True)
class Program:
    """One program: how to start it, and how to know that it works."""

    name: str
    command: Sequence[str]
    log: Path
    is_ready: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None
    ends: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))
    read_to: int = 0


class Programs:
    """Keeps programs running until SIGINT, SIGTERM or SIGHUP.

    Args:
        programs: in the order of their start.
        environment: of all of them.
        say: called with a key of ``demo.words`` and its values.
        tell: called with a line of a log that somebody should read.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        environment: Mapping[str, str],
        say: Say,
        tell: Callable[[str], None],
    ) -> None:
        self.programs = programs
        self.environment = dict(environment)
        self.say = say
        self.tell = tell
        self.stop_signals = 0

    def run(self, started: Callable[[], None]) -> None:
        """Start all, call ``started`` once all work, and watch over them until told to stop.

        Raises:
            GaveUp: one does not start or keeps ending.
        """
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._note_stop) for number in numbers}
        try:
            for program in self.programs:
                self._start(program)
            self._wait_until_ready()
            if not self.stop_signals:
                started()
            while not self.stop_signals:
                self._look()
                time.sleep(LOOK_SECONDS)
            self.say("stopping")
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_signals += 1

    def _start(self, program: Program) -> None:
        with program.log.open("ab") as log:
            program.read_to = log.tell()
            program.process = subprocess.Popen(  # noqa: S603
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                # A group of its own: Ctrl-C reaches us alone, and we stop them in order.
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        for program in self.programs:
            while not self.stop_signals and not program.is_ready():
                self._look()
                if time.monotonic() > end:
                    self.say("not_ready", name=program.name, seconds=int(READY_SECONDS), log=program.log)
                    raise GaveUp
                time.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        """Start again what ended, and pass on what the logs complain about."""
        for program in self.programs:
            self._read_log(program)
            code = program.process.poll() if program.process else None
            if code is None or self.stop_signals:
                continue
            _kill_group(program)
            program.ends.append(time.monotonic())
            if len(program.ends) == TOO_OFTEN and program.ends[-1] - program.ends[0] < 60:
                self.say("gave_up", name=program.name, log=program.log)
                raise GaveUp
            self.say("died", name=program.name, how=_how(code, program.log))
            self._start(program)

    def _read_log(self, program: Program) -> None:
        with program.log.open("rb") as log:
            log.seek(program.read_to)
            text = log.read(200_000)
        whole, _, _rest = text.rpartition(b"\n")
        if not whole:
            return
        program.read_to += len(whole) + 1
        for line in whole.decode(errors="replace").splitlines():
            if " ERROR " in line or " CRITICAL " in line:
                self.tell(f"{program.name}: {line}")

    def _stop_all(self) -> None:
        """SIGTERM to each leader, in reverse order; after some seconds SIGKILL to whatever is left of it."""
        running = [program for program in reversed(self.programs) if program.process is not None]
        for program in running:
            if program.process is not None and program.process.poll() is None:
                program.process.terminate()
        end, patience = time.monotonic() + STOP_SECONDS, self.stop_signals
        while time.monotonic() < end and any(_is_running(program) for program in running):
            # A second Ctrl-C means: at once.
            if self.stop_signals > max(patience, 1):
                break
            time.sleep(0.05)
        for program in running:
            _kill_group(program)
            if program.process is not None:
                program.process.wait()


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def end_with_parent() -> None:
    """In a child, on Linux: SIGTERM as soon as the parent is gone, even by ``kill -9``."""
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _is_running(program: Program) -> bool:
    return program.process is not None and program.process.poll() is None


def _kill_group(program: Program) -> None:
    """Also the workers that a killed leader left behind."""
    if program.process is not None:
        try:
            os.killpg(program.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def _how(code: int, log: Path) -> str:
    """The signal; or the exit code, and the last words in the log."""
    if code < 0:
        return signal.Signals(-code).name
    last = log.read_bytes()[-400:].decode(errors="replace").strip().splitlines()[-1:]
    return ": ".join([f"exit {code}", *last])
