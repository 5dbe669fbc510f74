"""Sending at LINE's limits: shared between processes, fair between accounts, through a proxy if wanted."""

from __future__ import annotations

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.bench.plan import Stub
from linesteps.bench.stub import most_in
from linesteps.followers.models import Follower
from linesteps.line.client import LineClient
from linesteps.line.outcomes import LineUnreachable
from linesteps.line.pace import LIMITS
from linesteps.outbox import dispatch as dispatching
from linesteps.outbox.claim import Hands, claim
from linesteps.outbox.dispatch import dispatch, drain
from linesteps.outbox.models import Dispatch

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A stand-in for LINE that counts."""
    found = Stub()
    found.reset(0.02)
    yield found
    found.stop()


def account(url: str) -> Account:
    return Account.objects.create(
        name="Shop",
        channel_id=uuid.uuid4().hex,
        channel_secret="s",
        channel_access_token="t",
        api_base_url=url,
        quiet_from=None,
        quiet_until=None,
    )


def sends(shop: Account, count: int, endpoint: str = "push", **values: Any) -> None:
    """Due dispatches to one friend each, who are others each time."""
    moment = clock.now() - timedelta(seconds=60)
    first = Follower.objects.filter(account=shop).count()
    friends = Follower.objects.bulk_create(
        Follower(account=shop, line_user_id=f"U{first + number:x}", status="friend")
        for number in range(count)
    )
    Dispatch.objects.bulk_create(
        (
            Dispatch(
                account=shop,
                endpoint=endpoint,
                recipients=[[friend.pk, friend.line_user_id]],
                messages='[{"type":"text","text":"Hi"}]',
                reply_token="token" if endpoint == "reply" else "",
                due_at=moment,
                created_at=moment,
                **values,
            )
            for friend in friends
        ),
        batch_size=500,
    )


def worker(environment: dict[str, str], seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "linesteps.bench.worker", "outbox", str(seconds)]
    more = {"DJANGO_SETTINGS_MODULE": "tests.faults.cluster_settings", "TEST_LEASE_SECONDS": "5"}
    return subprocess.Popen(command, cwd=PROJECT, env={**environment, **more})


def wait_for(is_so: Any, seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "It did not come to pass."
        time.sleep(0.05)


@pytest.mark.slow
def test_two_processes_share_lines_limit_through_a_pause_and_a_crash(
    stub: Stub, child_environment: dict[str, str]
) -> None:
    sends(account(stub.url), 800, "multicast")
    accepted = Dispatch.objects.filter(status=Dispatch.Status.ACCEPTED)
    workers = [worker(child_environment, 300) for _ in range(2)]
    try:
        wait_for(lambda: accepted.count() > 50)
        # One sleeps, as a machine that is moved or swaps does, and one dies.
        os.kill(workers[0].pid, signal.SIGSTOP)
        time.sleep(0.8)
        os.kill(workers[0].pid, signal.SIGCONT)
        wait_for(lambda: accepted.count() > 250)
        workers[1].kill()
        workers.append(worker(child_environment, 300))
        wait_for(lambda: accepted.count() == 800)
    finally:
        for one in workers:
            one.kill()
            one.wait()
    counts = stub.counts()
    found = counts["multicast"]
    # A call may have come so much before it was noted, where the machine had no time for the stand-in.
    window = 1 - counts["late"]
    assert window > 0.5, "The machine is too busy to see anything."
    assert most_in(found["times"], window) <= LIMITS["multicast"]
    assert found["recipients"] == 800
    assert found["calls"] == 800 + counts["repeated"]


@pytest.mark.django_db(transaction=True)
def test_account_with_thousands_due_delays_no_other(stub: Stub) -> None:
    big, small = account(stub.url), account(stub.url)
    sends(big, 3000)
    sends(small, 1, "reply", is_prompt=True)
    assert small.pk in {row.account_id for row in claim(uuid.uuid4())}


@pytest.mark.django_db(transaction=True)
def test_answer_overtakes_what_is_sent_to_everybody(stub: Stub) -> None:
    shop = account(stub.url)
    sends(shop, 1500)
    sends(shop, 1, "reply")
    assert "reply" in {row.endpoint for row in claim(uuid.uuid4(), limit=10)}


@pytest.mark.django_db(transaction=True)
def test_every_account_has_its_turn(stub: Stub) -> None:
    shops = [account(stub.url) for _ in range(12)]
    for shop in shops:
        sends(shop, 20)
    hands = Hands()
    served = {row.account_id for _ in range(2) for row in claim(uuid.uuid4(), limit=5, hands=hands)}
    assert served == {shop.pk for shop in shops}


@pytest.mark.django_db(transaction=True)
def test_accounts_whose_sends_wait_for_others_hide_nobody(stub: Stub) -> None:
    for _ in range(9):
        shop = account(stub.url)
        sends(shop, 1, status=Dispatch.Status.UNCLEAR)
        held = account(stub.url)
        sends(held, 1, status=Dispatch.Status.SENDING)
        before = Dispatch.objects.get(account=held)
        sends(held, 1, after=before)
    last = account(stub.url)
    sends(last, 1)
    assert [row.account_id for row in claim(uuid.uuid4())] == [last.pk]


@pytest.mark.django_db(transaction=True)
def test_next_message_to_somebody_waits_while_one_is_on_the_way(stub: Stub) -> None:
    shop = account(stub.url)
    sends(shop, 2)
    sends(shop, 1, "reply")
    busy, free, asking = (row.recipients[0][0] for row in Dispatch.objects.order_by("pk"))
    taken = claim(uuid.uuid4(), hands=Hands(on_the_way={busy, asking}))
    assert {row.recipients[0][0] for row in taken} == {free, asking}
    kept = Dispatch.objects.get(status=Dispatch.Status.NEW)
    assert kept.recipients[0][0] == busy and kept.tries == 0 and kept.after_id is None
    assert timedelta() < kept.due_at - clock.now() <= timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_drain_sends_everything_and_says_that_nothing_is_left(stub: Stub) -> None:
    sends(account(stub.url), 2500)
    assert drain(120) is False
    assert set(Dispatch.objects.values_list("status", flat=True)) == {Dispatch.Status.ACCEPTED}
    assert stub.counts()["push"]["recipients"] == 2500
    counts = stub.counts()
    assert most_in(counts["push"]["times"], 1 - counts["late"]) <= LIMITS["push"]


@pytest.mark.django_db(transaction=True)
def test_drain_whose_time_is_over_says_that_some_may_be_left(stub: Stub) -> None:
    sends(account(stub.url), 5)
    assert drain(0) is True


@pytest.mark.django_db(transaction=True)
def test_connections_are_kept_from_task_to_task(stub: Stub) -> None:
    shop = account(stub.url)
    for _ in range(4):
        sends(shop, 1)
        assert dispatch() == 1
    assert stub.counts()["connections"] == 2  # the sender's, and that of this question


def test_child_process_after_a_fork_has_connections_of_its_own(stub: Stub) -> None:
    code = """
import os, sys, time
from django.conf import settings
settings.configure()
from linesteps.line.call import Call
from linesteps.line.pace import Grant, Turns
from linesteps.line.queue import Queue
from linesteps.line.sender import send
def once(key):
    turns = Turns(100)
    turns.feed(Grant(first=time.monotonic(), count=1000, free_at=0), offset=0)
    call = Call(key=1, endpoint="push", to=("U1",), messages="[]", retry_key=key)
    return send(sys.argv[1], "token", [call], Queue(turns), time.monotonic() + 9).result(20)[1]
print(once("00000000-0000-0000-0000-000000000001"), flush=True)
child = os.fork()
print(once("00000000-0000-0000-0000-00000000000" + ("3" if child else "2")), flush=True)
if child:
    assert os.waitpid(child, 0)[1] == 0
"""
    done = subprocess.run(
        [sys.executable, "-c", code, stub.url], capture_output=True, text=True, timeout=60, cwd=PROJECT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Accepted") == 3
    assert stub.counts()["push"]["calls"] == 3


@pytest.mark.django_db(transaction=True)
def test_calls_for_which_there_is_no_time_come_back_as_they_were(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "BEGIN_SECONDS", -1)
    shop = account(stub.url)
    sends(shop, 2)
    sends(shop, 1, "reply")
    assert dispatch() == 3
    assert "push" not in stub.counts()
    for row in Dispatch.objects.all():
        assert (row.status, row.tries, row.first_tried_at) == (Dispatch.Status.NEW, 0, None)
    monkeypatch.undo()
    assert dispatch() == 3
    assert stub.counts()["push"]["calls"] == 2 and stub.counts()["reply"]["calls"] == 1


class Proxy(socketserver.ThreadingTCPServer):
    """An HTTP proxy on loopback: passes plain requests on, notes and refuses tunnels."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.heard: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://user:secret@127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.StreamRequestHandler):
    server: Proxy

    def handle(self) -> None:
        line = self.rfile.readline().decode().strip()
        headers = {}
        while text := self.rfile.readline().decode().strip():
            name, _colon, value = text.partition(": ")
            headers[name.lower()] = value
        self.server.heard.append(f"{line} {headers.get('proxy-authorization', '')}")
        if line.startswith("CONNECT"):
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        body = self.rfile.read(int(headers.get("content-length", 0)))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(line.split()[1], body, timeout=10) as answer:
            text_out: bytes = answer.read()
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text_out) + text_out)


@pytest.fixture
def proxy(settings: Any) -> Iterator[Proxy]:
    found = Proxy()
    settings.LINESTEPS_LINE_PROXY = found.url
    yield found
    found.shutdown()
    found.server_close()


@pytest.mark.django_db(transaction=True)
def test_messages_go_through_the_proxy(stub: Stub, proxy: Proxy) -> None:
    sends(account(stub.url), 1)
    dispatch()
    assert Dispatch.objects.get().status == Dispatch.Status.ACCEPTED
    [heard] = proxy.heard
    assert heard.startswith(f"POST {stub.url}/v2/bot/message/push") and "Basic " in heard


@pytest.mark.django_db(transaction=True)
def test_tunnel_to_line_is_asked_of_the_proxy(proxy: Proxy) -> None:
    sends(account("https://api.line.invalid"), 1)
    dispatch()
    row = Dispatch.objects.get()
    assert row.status == Dispatch.Status.RETRY
    [heard] = proxy.heard
    assert heard.startswith("CONNECT api.line.invalid:443") and "Basic " in heard
    assert "secret" not in row.reason


def test_other_calls_to_line_go_through_the_proxy(proxy: Proxy) -> None:
    with pytest.raises(LineUnreachable):
        LineClient("https://api.line.invalid", "token").bot_info()
    assert proxy.heard[0].startswith("CONNECT api.line.invalid:443") and "Basic " in proxy.heard[0]
