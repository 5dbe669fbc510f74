"""Settings to import into a site's own: those that were measured to be right, and a key file.

::

    from linesteps.settings import Q_CLUSTER, SQLITE_OPTIONS, keys_from
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

#: django-q2 as a doorbell (see docs/explanation/queue.md for what each value prevents).
Q_CLUSTER: dict[str, Any] = {
    "name": "linesteps",
    "orm": "default",
    "workers": 2,
    # A prefetched task waits while its lock runs: retry > timeout * (queue_limit / workers).
    "timeout": 60,
    "retry": 90,
    "queue_limit": 2,
    "bulk": 1,
    # Keeping results of successful tasks costs most of django-q2's throughput.
    "save_limit": -1,
    "ack_failures": True,
    "max_attempts": 1,
    "catch_up": False,
    "recycle": 500,
    "poll": 0.2,
}

#: SQLite for several processes: without IMMEDIATE and WAL they get “database is locked”.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}


def keys_from(path: str | Path) -> list[str]:
    """Keys for secrets at rest, one in each line of a file that only its owner can read.

    A file that does not exist is made with a new key, for a first start. Back it up: without it the
    stored channel secrets and tokens are lost. Several machines must share one file.
    """
    file = Path(path)
    if not file.exists():
        from cryptography.fernet import Fernet

        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(Fernet.generate_key().decode() + "\n")
    return [line.strip() for line in file.read_text().splitlines() if line.strip()]
