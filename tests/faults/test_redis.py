"""Redis as django-q2's broker (docs/how-to/scale-out.md): what is due gets done, only later."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from linesteps.engine.models import Enrolment
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from tests.faults.clusters import cluster, wait_for
from tests.faults.test_clusters import add_friends, is_over, reached, shop

__all__ = ["shop"]
pytestmark = [
    pytest.mark.cluster,
    # Without the tick, django-q2 looks at its schedules every 30 s and ours is due each minute.
    pytest.mark.soak,
    pytest.mark.skipif(
        shutil.which("redis-server") is None,
        reason="redis-server is not installed (apt install redis-server)",
    ),
]


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[int]:
    """A Redis server of this test's own, which keeps nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _answers(port), 20)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_on_redis_due_work_is_found_by_the_schedule(
    shop: Shop, child_environment: dict[str, str], redis_port: int
) -> None:
    from linesteps.tick import schedule_watchdog

    schedule_watchdog()
    shop.publish(steps=[send("Welcome"), wait(days=1), send("Later")])
    # This process rings through the database's queue, which nobody answers: as if every ring were lost.
    with cluster(child_environment, redis={"host": "127.0.0.1", "port": redis_port, "db": 0}):
        friends = add_friends(shop, 2, with_reply=False)
        wait_for(lambda: Enrolment.objects.filter(status=Enrolment.Status.WAITING).count() == 2, 150)
        Enrolment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        wait_for(is_over, 150)
    assert reached(shop) == dict.fromkeys(friends, 2)
