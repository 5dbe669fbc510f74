"""A PostgreSQL server for tests only: own data, free port, this machine only, gone at the end."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from pwd import getpwnam, struct_passwd
from typing import Self

from scripts.tools import find_postgres

#: Data survive a crash of the server (each commit is written), not one of the machine (never synced).
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "error",
    "autovacuum_naptime": "5s",
}
USER = "linesteps"


class PostgresServer:
    """A server that ``start()`` makes and ``stop()`` removes; also a context manager.

    PostgreSQL refuses to run as root, so as root it runs as the user ``postgres`` or ``nobody``.
    """

    def __init__(self) -> None:
        self.account = _unprivileged_account() if os.geteuid() == 0 else None
        self.port = 0
        self._home: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def home(self) -> Path:
        """The folder that holds everything of this server."""
        if self._home is None:
            raise RuntimeError("The server was not started.")
        return self._home

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self.home / "log").read_text(errors="replace")

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as ``LINESTEPS_DATABASE`` wants it."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the data folder, unless there is one, and start; returns when connections are taken."""
        try:
            if self._home is None:
                self._make_home()
            for _ in range(5):
                # Between finding a free port and taking it, another program may take it: try again.
                self.port = _free_port()
                if self._launch():
                    return
            raise RuntimeError(f"PostgreSQL did not start:\n{self.log}")
        except BaseException:
            self.stop()
            raise

    def restart(self) -> None:
        """Start again on the same port and data, after ``crash()``."""
        if not self._launch():
            raise RuntimeError(f"PostgreSQL did not start again:\n{self.log}")

    def crash(self) -> None:
        """End at once, as ``pg_ctl stop -m immediate`` does: no checkpoint, connections dropped."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        """End, dropping whoever is connected, and delete the data."""
        self._end(signal.SIGINT)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None

    def _make_home(self) -> None:
        home = Path(tempfile.mkdtemp(prefix="linesteps-postgres-"))
        self._home = home
        if self.account:
            os.chown(home, self.account.pw_uid, self.account.pw_gid)
        self._programs = self._readable_programs()
        command = [str(self._programs / "initdb"), "--pgdata", str(home / "data"), "--username", USER]
        command += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        command += ["--no-sync", "--no-instructions"]
        done = subprocess.run(command, capture_output=True, text=True, **self._as_account())
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _readable_programs(self) -> Path:
        """The folder of PostgreSQL's programs; copied, if the account cannot reach it (root's home)."""
        programs = find_postgres()
        if programs is None:
            raise RuntimeError("PostgreSQL's programs (initdb, postgres) were not found: run make bootstrap.")
        if self.account is None or all(folder.stat().st_mode & 0o005 == 0o005 for folder in programs.parents):
            return programs
        copy = self.home / "programs"
        package = programs.parents[1]
        # The programs of a wheel find their libraries in a folder beside the package.
        for part in (programs.parent, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, copy / part.relative_to(package.parent))
        return copy / programs.relative_to(package.parent)

    def _as_account(self) -> dict[str, object]:
        """Arguments of ``subprocess`` for the account that runs the server."""
        # The account may not be allowed into the folder in which the tests run.
        arguments: dict[str, object] = {"cwd": self.home, "env": {**os.environ, "LC_ALL": "C"}}
        if self.account:
            arguments |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return arguments

    def _launch(self) -> bool:
        # The path of a Unix socket may have 107 bytes; where it would be longer, do without.
        socket_folder = str(self.home) if len(str(self.home)) < 90 else ""
        settings = {**SETTINGS, "port": str(self.port), "unix_socket_directories": socket_folder}
        command = [str(self._programs / "postgres"), "-D", str(self.home / "data")]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,
                start_new_session=True,
                **self._as_account(),
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._is_ready():
                return True
            time.sleep(0.05)
        self._end(signal.SIGQUIT)
        return False

    def _is_ready(self) -> bool:
        # The last line but two of this file is the state; "ready" means that connections are taken.
        try:
            lines = (self.home / "data" / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        ours = bool(lines) and self._process is not None and lines[0] == str(self._process.pid)
        return ours and len(lines) > 7 and lines[7].strip() == "ready"

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(20)


def _unprivileged_account() -> struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL may not run as root, and there is no user 'postgres' or 'nobody'.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """Let the kernel end the server when the test run is killed and can clean up nothing (Linux)."""
    if os.uname().sysname == "Linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)
