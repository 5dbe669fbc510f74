"""Fault matrix, queue: a cluster that hangs is started again; and two on one database (Q-02, Q-03)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from linesteps.doorbell import Beat
from linesteps.engine.models import Enrolment
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from linesteps.worker.beat import PREFIX
from tests.faults.clusters import PROJECT, wait_for
from tests.faults.test_clusters import add_friends, is_over, reached, shop

__all__ = ["shop"]
pytestmark = [pytest.mark.cluster, pytest.mark.slow]
Environment = dict[str, str]


@contextmanager
def worker(environment: Environment, **q_cluster: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A running ``manage.py linesteps_worker`` as it is documented, with its log behind the failure."""
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    process = subprocess.Popen(
        [sys.executable, "manage.py", "linesteps_worker", "--patience", "10"],
        cwd=PROJECT,
        env={
            **environment,
            "DJANGO_SETTINGS_MODULE": "tests.faults.cluster_settings",
            "TEST_LEASE_SECONDS": "3",
            "TEST_Q_CLUSTER": json.dumps(q_cluster),
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    except BaseException:
        log.seek(0)
        print(log.read().decode(errors="replace")[-20_000:])  # noqa: T201 - pytest shows it with the failure
        raise
    finally:
        groups = set(children_of(process.pid))
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait()
        for group in groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        log.close()


def children_of(pid: int) -> list[int]:
    """The direct children of a process that still run, oldest first."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        found = [int(one) for one in path.read_text().split()]
    except FileNotFoundError:
        return []
    return sorted(one for one in found if _state(one) != "Z")


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def idle_workers(supervisor: int, count: int) -> list[int]:
    """django-q2's worker processes: the oldest children of its guard, which is a child of its main process."""
    [main] = children_of(supervisor)
    [guard] = children_of(main)
    return children_of(guard)[:count]


def starts() -> int:
    row = Beat.objects.filter(name__startswith=PREFIX).first()
    return row.generation if row else 0


def ticks() -> int:
    return int(Beat.objects.filter(name="tick").values_list("generation", flat=True).first() or 0)


def hang(process: subprocess.Popen[bytes]) -> float:
    """Kill the worker while it is idle, so that the cluster does nothing any more; returns when."""
    for _try in range(8):
        before = ticks()
        wait_for(lambda before=before: ticks() > before)
        # The tick is done, and the next one comes in two seconds.
        time.sleep(0.7)
        os.kill(idle_workers(process.pid, 1)[0], signal.SIGKILL)
        killed, before = time.monotonic(), ticks()
        time.sleep(8)
        if ticks() == before:
            return killed
    raise AssertionError("The cluster did not hang.")


@pytest.mark.any_database_once
@pytest.mark.fault("Q-02")
def test_cluster_that_a_killed_idle_worker_hangs_is_started_again_within_a_minute(
    shop: Shop, child_environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.publish(steps=[send("Welcome"), wait(days=1), send("Later")])
    with worker(child_environment, workers=1, queue_limit=1) as process:
        friends = add_friends(shop, 2, with_reply=False)
        wait_for(lambda: Enrolment.objects.filter(status=Enrolment.Status.WAITING).count() == 2)
        killed = hang(process)
        Enrolment.objects.update(due_at=timezone.now())
        wait_for(is_over, 75)
        took = time.monotonic() - killed
        assert starts() == 2, "The cluster did not hang, so this test shows nothing."
    with capsys.disabled():
        print(f"\n  idle worker killed; due work done after {took:.0f} s")  # noqa: T201
    # A minute, and the lease of three seconds.
    assert took < 63
    assert reached(shop) == dict.fromkeys(friends, 2)


def test_worker_that_is_asked_to_end_ends_with_all_of_its_cluster(
    shop: Shop, child_environment: Environment
) -> None:
    with worker(child_environment) as process:
        wait_for(lambda: children_of(process.pid) and children_of(children_of(process.pid)[0]))
        [main] = children_of(process.pid)
        [guard] = children_of(main)
        wait_for(lambda: len(children_of(guard)) >= 2)
        everybody = [main, guard, *children_of(guard)]
        wait_for(lambda: Beat.objects.filter(name="tick", beat_at__isnull=False).exists())
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.returncode == 0
        wait_for(lambda: all(_state(pid) == "Z" for pid in everybody), 5)
        assert not Beat.objects.filter(name__startswith=PREFIX).exists()


@pytest.mark.any_database_once
@pytest.mark.fault("Q-02")
def test_cluster_whose_main_process_is_killed_is_started_again_without_orphans(
    shop: Shop, child_environment: Environment
) -> None:
    shop.publish(steps=[send("Welcome")])
    with worker(child_environment) as process:
        wait_for(lambda: children_of(process.pid) and children_of(children_of(process.pid)[0]))
        [main] = children_of(process.pid)
        [guard] = children_of(main)
        wait_for(lambda: len(children_of(guard)) >= 3)
        left = [guard, *children_of(guard)]
        os.kill(main, signal.SIGKILL)
        wait_for(lambda: all(_state(pid) == "Z" for pid in left), 10)
        friends = add_friends(shop, 2, with_reply=False)
        wait_for(is_over, 40)
        assert starts() >= 2
    assert reached(shop) == dict.fromkeys(friends, 1)


@pytest.mark.fault("Q-03")
def test_two_workers_share_one_database_and_each_is_seen(shop: Shop, child_environment: Environment) -> None:
    """As on two machines (docs/how-to/scale-out.md); nobody leads."""
    shop.publish(steps=[send("Hello {{ display_name }}"), send("One more")])
    with worker(child_environment) as first, worker(child_environment) as second:
        wait_for(lambda: Beat.objects.filter(name__startswith=PREFIX).count() == 2)
        friends = add_friends(shop, 20, with_reply=False)
        wait_for(is_over, 90)
        moment = timezone.now()
        wait_for(lambda: Beat.objects.filter(name__startswith=PREFIX, beat_at__gt=moment).count() == 2, 60)
        assert first.poll() is None and second.poll() is None
        assert set(Beat.objects.filter(name__startswith=PREFIX).values_list("generation", flat=True)) == {1}
    assert reached(shop) == dict.fromkeys(friends, 2)
