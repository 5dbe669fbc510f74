"""The yardstick: one django-q2 task per follower, as one would write it first, and with care.

It gets the row, looks whether to go on, sends with LINE's SDK and saves the next time. django-q2 is tuned
(results of successes are not kept, tasks are fetched 50 at a time), and the SDK's client is kept.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from functools import lru_cache

from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, PushMessageRequest, TextMessage

from linesteps import clock
from linesteps.bench.meter import process_cpu
from linesteps.bench.plan import child
from linesteps.bench.shop import Shop
from linesteps.engine.models import Enrolment
from linesteps.scenarios.models import Scenario

#: The name of its django-q2 cluster.
CLUSTER = "naive"


@lru_cache
def _client(host: str) -> MessagingApi:
    return MessagingApi(ApiClient(Configuration(host=host, access_token="token")))  # noqa: S106


def step(enrolment_id: int) -> None:
    """Move one follower: the task."""
    run = Enrolment.objects.select_related("follower__account", "version").get(pk=enrolment_id)
    node = run.version.graph["nodes"][run.step_id]
    text = node["config"]["messages"][0]["text"]
    text = text.replace("{{ display_name|you }}", run.follower.display_name or "you")
    _client(run.follower.account.api_url).push_message(
        PushMessageRequest(to=run.follower.line_user_id, messages=[TextMessage(text=text)]),
        _request_timeout=(3, 10),
    )
    run.step_id, run.status = node["ports"]["next"], Enrolment.Status.WAITING
    run.arrived_at, run.due_at = clock.now(), clock.now() + timedelta(days=1)
    run.seq += 1
    run.save()


def followers_a_second(shop: Shop, scenario: Scenario, people: int) -> tuple[float, float]:
    """Followers a second, and CPU seconds per follower (without the database's), with two workers."""
    from django_q.brokers import get_broker
    from django_q.tasks import async_task

    shop.enrol(scenario, people)
    ids = Enrolment.objects.filter(scenario=scenario, status="running").values_list("pk", flat=True)
    # A queue of its own: in the site's one, doorbells would have the engine move these followers.
    broker = get_broker(CLUSTER)
    for pk in ids:
        async_task("linesteps.bench.naive.step", pk, broker=broker, cluster=CLUSTER)
    waiting = Enrolment.objects.filter(scenario=scenario, status="running")
    with child("-m", "django", "qcluster", LINESTEPS_BENCH_NAIVE=CLUSTER) as cluster:
        end = time.monotonic() + 300
        # From the first that is done: a cluster's start is no part of it.
        while waiting.count() == people and time.monotonic() < end:
            _raise_if_failed()
            time.sleep(0.02)
        start, first = time.monotonic(), people - waiting.count()
        cpu = _family_cpu(cluster.pid)
        while (left := waiting.count()) and time.monotonic() < end:
            time.sleep(0.05)
        done, seconds = people - left - first, time.monotonic() - start
        cpu = _family_cpu(cluster.pid) - cpu
    return (done / seconds, cpu / done) if done else (float("nan"), float("nan"))


def _raise_if_failed() -> None:
    """A yardstick that fails measures nothing."""
    from django_q.models import Failure

    if failure := Failure.objects.filter(func="linesteps.bench.naive.step").first():
        raise RuntimeError(f"The yardstick's task failed: {str(failure.result)[:200]}")


def _family_cpu(leader: int) -> float:
    """CPU seconds of all processes of a session (Linux)."""
    total = 0.0
    for name in filter(str.isdigit, os.listdir("/proc") if os.path.isdir("/proc") else []):
        try:
            if os.getsid(int(name)) == leader:
                total += process_cpu(int(name))
        except OSError:
            continue
    return total
