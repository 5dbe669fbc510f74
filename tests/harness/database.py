"""Which database a test run uses: ``LINESTEPS_TEST_DATABASE=sqlite`` (default) or ``postgres``.

``prepare()`` runs once, in the process that starts the tests; the workers of pytest-xdist and every
child process inherit its answer as ``LINESTEPS_DATABASE``, the variable that the demo's settings read.
Whoever sets ``LINESTEPS_DATABASE`` before has chosen an own server.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.harness.postgres import PostgresServer

_server: PostgresServer | None = None


def prepare() -> None:
    """Choose the database and start what it needs, unless a parent process did."""
    if "LINESTEPS_TEST_HOME" in os.environ:
        return
    folder = tempfile.mkdtemp(prefix="linesteps-tests-")
    os.environ["LINESTEPS_TEST_HOME"] = folder
    owner = os.getpid()
    atexit.register(_clean_up, folder, owner)
    if "LINESTEPS_DATABASE" in os.environ:
        return
    kind = os.environ.get("LINESTEPS_TEST_DATABASE", "sqlite")
    if kind == "sqlite":
        # A file, not memory: threads and the processes of a cluster share it.
        os.environ["LINESTEPS_DATABASE"] = f"sqlite://{folder}/site.sqlite3"
    elif kind == "postgres":
        os.environ["LINESTEPS_DATABASE"] = _start().url("linesteps")
    else:
        raise RuntimeError(f"LINESTEPS_TEST_DATABASE must be sqlite or postgres, not {kind!r}.")


def home() -> Path:
    """A folder for everything that this test run writes."""
    return Path(os.environ["LINESTEPS_TEST_HOME"])


def sqlite_file() -> str:
    """Where the test database lies if it is SQLite; pytest-django adds the name of its worker."""
    return str(home() / "tests.sqlite3")


def _start() -> PostgresServer:
    global _server
    _server = PostgresServer()
    _server.start()
    return _server


def _clean_up(folder: str, owner: int) -> None:
    # A forked child runs this too if it ends the ordinary way; the run is not over then.
    if os.getpid() != owner:
        return
    if _server is not None:
        _server.stop()
    shutil.rmtree(folder, ignore_errors=True)
