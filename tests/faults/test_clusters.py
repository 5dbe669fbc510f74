"""Fault matrix, queue: real clusters that are killed, doubled or badly set up (Q-01 to Q-03), and their pace."""

from __future__ import annotations

import os
import signal
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.versions import forget_versions
from linesteps.outbox.models import Dispatch
from linesteps.testing.build import send, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.faults.clusters import cluster, p95, wait_for

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
Environment = dict[str, str]


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    """A shop in real time, which never sleeps."""
    forget_versions()
    with FakeLine(http_hosts=["testserver"]) as line:
        yield Shop(line, quiet_from=None, quiet_until=None)


def add_friends(shop: Shop, count: int, *, with_reply: bool = True) -> list[str]:
    """New friends, of whom the site has heard; the work is left to the clusters."""
    friends = []
    for number in range(count):
        friends.append(shop.line.add_friend(shop.there, name=f"Friend {number}"))
        [webhook] = shop.line.take_webhooks(shop.there)
        events = webhook.events if with_reply else [{**webhook.events[0], "replyToken": ""}]
        webhook = shop.line.webhook(shop.there, events)
        assert shop.post(webhook.body, webhook.headers) == 200
    return friends


def is_over() -> bool:
    return Enrolment.objects.exists() and not (
        Enrolment.objects.live().exists() or Dispatch.objects.unsettled().exists()
    )


def reached(shop: Shop) -> Counter[str]:
    return Counter(user_id for one in shop.line.sends for user_id in one.reached)


@pytest.mark.fault("Q-02")
@pytest.mark.fault("L-03")
@pytest.mark.parametrize(
    ("with_reply", "status"),
    [(False, Dispatch.Status.ACCEPTED), (True, Dispatch.Status.UNCLEAR)],
    ids=["push", "reply"],
)
def test_worker_killed_between_call_and_commit_sends_once(
    shop: Shop, child_environment: Environment, with_reply: bool, status: str
) -> None:
    shop.publish(steps=[send("Welcome")])
    with cluster(child_environment, failpoints="outbox.after_send=kill"):
        friends = add_friends(shop, 1, with_reply=with_reply)
        wait_for(lambda: shop.line.sends)
    assert Dispatch.objects.get().status == Dispatch.Status.SENDING
    with cluster(child_environment):
        wait_for(is_over)
    assert Dispatch.objects.get().status == status
    assert reached(shop) == dict.fromkeys(friends, 1)


@pytest.mark.fault("Q-04")
@pytest.mark.parametrize("endpoint", ["push", "reply"])
@pytest.mark.parametrize("ends", [os.kill, os.killpg], ids=["main process", "whole group"])
def test_worker_asked_to_end_during_a_send_hears_lines_answer_first(
    shop: Shop, child_environment: Environment, endpoint: str, ends: Callable[[int, int], None]
) -> None:
    shop.publish(steps=[send("Welcome")])
    with cluster(child_environment) as process:
        shop.line.fail(endpoint, "hang", seconds=2, after=True)
        friends = add_friends(shop, 1, with_reply=endpoint == "reply")
        wait_for(lambda: shop.line.sends)
        ends(process.pid, signal.SIGTERM)
        wait_for(lambda: not Dispatch.objects.unsettled().exists(), 20)
    assert Dispatch.objects.get().status == Dispatch.Status.ACCEPTED
    assert reached(shop) == dict.fromkeys(friends, 1)


@pytest.mark.fault("E-03")
@pytest.mark.fault("Q-02")
@pytest.mark.parametrize("point", ["inbox.after_react", "engine.before_commit", "engine.after_commit"])
def test_worker_killed_while_it_moves_people_moves_them_once(
    shop: Shop, child_environment: Environment, point: str
) -> None:
    shop.publish(steps=[send("One"), send("Two")])
    with cluster(child_environment, failpoints=f"{point}=kill") as first:
        # No replies: another worker may be killed over one, and a reply is sent at most once.
        friends = add_friends(shop, 3, with_reply=False)
        wait_for(lambda: worker_died(first))
    with cluster(child_environment):
        wait_for(is_over)
    assert reached(shop) == dict.fromkeys(friends, 2)
    assert sorted(StepVisit.objects.values_list("seq", flat=True)) == [1, 1, 1, 2, 2, 2]


def worker_died(process: Any) -> bool:
    """Whether a child of the group ended: a zombie until the guard looks, or a number that is missing."""
    found = getattr(process, "seen_children", set())
    now = set(_children_of(process.pid))
    process.seen_children = found | now
    return bool(found - now)


def _children_of(pid: int) -> Iterator[int]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as text:
                    rest = text.read().rpartition(")")[2].split()
            except OSError:
                continue
            # State, parent, group.
            if int(rest[2]) == pid and rest[0] != "Z":
                yield int(name)


@pytest.mark.fault("Q-02")
def test_orphans_of_a_killed_cluster_do_no_harm(shop: Shop, child_environment: Environment) -> None:
    shop.publish(steps=[send("One"), send("Two")])
    with cluster(child_environment) as first:
        friends = add_friends(shop, 1)
        wait_for(is_over)
        os.kill(first.pid, signal.SIGKILL)
        with cluster(child_environment):
            friends += add_friends(shop, 10, with_reply=False)
            wait_for(lambda: Enrolment.objects.count() == 11 and is_over())
    assert reached(shop) == dict.fromkeys(friends, 2)


@pytest.mark.fault("Q-01")
@pytest.mark.fault("Q-03")
def test_two_clusters_under_bad_settings_double_nothing(shop: Shop, child_environment: Environment) -> None:
    shop.publish(steps=[send("One"), send("Hello {{ display_name }}")])
    # A retry so soon hands tasks out again while they wait and even while they run (check W011 warns).
    bad = {"queue_limit": 50, "retry": 2, "timeout": 10, "workers": 2}
    with cluster(child_environment, **bad), cluster(child_environment, **bad):
        friends = add_friends(shop, 20)
        wait_for(lambda: Enrolment.objects.count() == 20 and is_over(), 90)
    assert reached(shop) == dict.fromkeys(friends, 2)
    assert StepVisit.objects.count() == 40


def test_first_message_and_due_steps_come_soon(
    shop: Shop, child_environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.publish(steps=[send("Welcome"), wait(days=1), send("Later")])
    delays, lates = [], []
    with cluster(child_environment, workers=1, queue_limit=1):
        add_friends(shop, 1)
        wait_for(lambda: shop.line.sends)
        for number in range(12):
            started = timezone.now()
            add_friends(shop, 1)
            wait_for(lambda count=number + 2: len(shop.line.sends) == count)
            delays.append((shop.line.sends[-1].at - started).total_seconds())
        wait_for(lambda: Enrolment.objects.filter(status=Enrolment.Status.WAITING).count() == 13)
        due = {}
        for number, run in enumerate(Enrolment.objects.select_related("follower")):
            due[run.follower.line_user_id] = timezone.now() + timedelta(seconds=3 + number * 0.25)
            Enrolment.objects.filter(pk=run.pk).update(due_at=due[run.follower.line_user_id])
        wait_for(is_over)
    for one in shop.line.sends[13:]:
        lates += [(one.at - due[user_id]).total_seconds() for user_id in one.reached]
    with capsys.disabled():
        print(  # noqa: T201
            f"\n  webhook to first message: p95 {p95(delays):.2f} s, median {statistics.median(delays):.2f} s;"
            f" due to sent: p95 {p95(lates):.2f} s, median {statistics.median(lates):.2f} s"
        )
    assert len(lates) == 13 and min(lates) >= 0
    # The promise is about p95, which is printed; the median stands here, since other tests of the run
    # share the machine.
    assert statistics.median(delays) < 2
    assert statistics.median(lates) < 5
