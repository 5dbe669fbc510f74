"""Real django-q2 clusters as child processes, and how to wait for what they do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


@contextmanager
def cluster(
    environment: Mapping[str, str],
    *,
    lease: int = 3,
    failpoints: str = "",
    command: Sequence[str] = ("qcluster",),
    **q_cluster: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """A running cluster in a process group of its own, gone at the end.

    Args:
        environment: from the fixture ``child_environment``.
        lease: ``LINESTEPS_LEASE_SECONDS`` there.
        failpoints: such as ``outbox.after_send=kill``.
        command: of ``manage.py``; ``linesteps_worker`` starts a cluster again that ended.
        q_cluster: changes to ``Q_CLUSTER``.
    """
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env={
            **environment,
            "DJANGO_SETTINGS_MODULE": "tests.faults.cluster_settings",
            "TEST_LEASE_SECONDS": str(lease),
            "TEST_Q_CLUSTER": json.dumps(q_cluster),
            "LINESTEPS_FAILPOINTS": failpoints,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    except BaseException:
        log.seek(0)
        print(log.read().decode(errors="replace")[-20_000:])  # noqa: T201 - pytest shows it with the failure
        raise
    finally:
        end(process)
        log.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill all that is left of the group; how a cluster ends when it is asked to has tests of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(is_so: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something is so, or fail."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "It did not come to pass."
        time.sleep(0.1)


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[int(len(values) * 0.95) - 1]
