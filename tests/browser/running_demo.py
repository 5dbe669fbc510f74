"""The real demo as a child process: ``manage.py linesteps_demo`` with a folder and ports of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 150
STOP_SECONDS = 20


class RunningDemo:
    """Starts the demo and, whatever happens, leaves no process of it behind.

    Args:
        folder: an empty folder for its data.
        language: ``ja`` or ``en``.
        ports: of the site and the phone; free ones unless given.
    """

    def __init__(self, folder: Path, language: str, ports: tuple[int, int] | None = None) -> None:
        self.folder = folder
        self.output = folder / "terminal.txt"
        site, phone = ports or _free_ports()
        self.site = f"http://127.0.0.1:{site}"
        self.phone = f"http://127.0.0.1:{phone}/"
        self._command = [sys.executable, "manage.py", "linesteps_demo", "--language", language]
        self._command += ["--port", str(site), "--emulator-port", str(phone)]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        # Not the test's database and settings, which the environment names here.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LINESTEPS_", "DJANGO_", "PYTEST_"))
        }
        environment["LINESTEPS_VAR"] = str(self.folder)
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_started()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        code = self.stop()
        if exception == (None, None, None):
            assert code == 0, self.said()
            assert self.processes() == []

    def said(self) -> str:
        """What stands on its terminal."""
        return self.output.read_text(errors="replace")

    def stop(self) -> int | None:
        """Stop it as Ctrl-C does; kill whatever is left after some seconds."""
        if self._process is None:
            return None
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            for number in [self._process.pid, *self.processes()]:
                os.kill(number, signal.SIGKILL)
            self._process.wait()
        return self._process.returncode

    def processes(self) -> list[int]:
        """Ids of all processes that work for this demo (Linux only, else none)."""
        mark = f"LINESTEPS_VAR={self.folder}".encode()
        found = []
        for environ in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in environ.read_bytes().split(b"\0"):
                    found.append(int(environ.parent.name))
            except OSError:
                continue
        return found

    def _wait_until_started(self) -> None:
        assert self._process is not None
        end = time.monotonic() + START_SECONDS
        while "Ctrl-C" not in self.said():
            assert self._process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
