"""Fault matrix, sending: whatever LINE or the road to it does, each friend gets each message once.

The emulator's ledger of accepted sends is the oracle (L-01 to L-03, L-09 to L-12, L-16).
"""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from django.db import connections

from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.failpoints import FailpointReached, arm
from linesteps.line import sender
from linesteps.outbox import dispatch as dispatching
from linesteps.outbox.dispatch import dispatch
from linesteps.outbox.models import Dispatch
from linesteps.running import settle_now
from linesteps.testing.build import send, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop

LATER = [wait(days=1), send("Good morning")]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that gives up after half a second."""
    monkeypatch.setattr(sender, "TIMEOUT", aiohttp.ClientTimeout(total=0.5))


def waiting_friends(shop: Shop, count: int) -> list[str]:
    """Friends in a scenario that sends something tomorrow: one gets a push, several a multicast."""
    shop.publish(steps=LATER)
    return [shop.add_friend(f"Friend {number}") for number in range(count)]


def assert_once(shop: Shop, friends: list[str]) -> None:
    """Every friend got every message once, and no retry key was accepted twice."""
    reached = Counter(user_id for one in shop.line.sends for user_id in one.reached)
    assert reached == dict.fromkeys(friends, 1)
    keys = [one.retry_key for one in shop.line.sends if one.retry_key]
    assert len(keys) == len(set(keys))


many = pytest.mark.parametrize("count", [1, 3], ids=["push", "multicast"])


@pytest.mark.fault("L-01")
@many
@pytest.mark.parametrize("fault", ["500_before", "500_after", "503"])
def test_server_error_is_tried_again_with_the_same_key(shop: Shop, fault: str, count: int) -> None:
    friends = waiting_friends(shop, count)
    shop.line.fail("push" if count == 1 else "multicast", fault, times=2)
    shop.pass_time(days=1, hours=1)
    assert_once(shop, friends)
    tries = [one for one in shop.line.requests if one.endpoint in {"push", "multicast"}]
    assert len({one.headers["x-line-retry-key"] for one in tries}) == 1
    assert len({one.body for one in tries}) == 1
    assert len(tries) == (2 if fault == "500_after" else 3)
    # Time passes between the tries, more each time.
    assert all(later.at > earlier.at for earlier, later in pairwise(tries))
    assert {row.status for row in Dispatch.objects.all()} == {Dispatch.Status.ACCEPTED}


@pytest.mark.fault("L-02")
@many
@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "hang", "hang after"])
def test_lost_answer_is_asked_for_with_the_same_key(
    shop: Shop, impatient: None, fault: str, count: int
) -> None:
    friends = waiting_friends(shop, count)
    options = {"seconds": 2, "after": fault == "hang after"} if "hang" in fault else {}
    shop.line.fail("push" if count == 1 else "multicast", fault.split()[0], **options)
    shop.pass_time(days=1, hours=1)
    assert_once(shop, friends)
    assert {row.status for row in Dispatch.objects.all()} == {Dispatch.Status.ACCEPTED}


@pytest.mark.fault("L-03")
@many
@pytest.mark.parametrize("point", ["outbox.after_claim", "outbox.after_send", "outbox.after_settle"])
def test_crash_around_the_call_sends_once(shop: Shop, settings: Any, point: str, count: int) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 0
    friends = waiting_friends(shop, count)
    with arm(point), pytest.raises(FailpointReached):
        shop.pass_time(days=1, hours=1)
    shop.pass_time(hours=1)
    assert_once(shop, friends)
    row = Dispatch.objects.get()
    assert row.status == Dispatch.Status.ACCEPTED
    assert row.request_id == shop.line.sends[0].request_id


@pytest.mark.fault("L-03")
def test_crashed_senders_lease_keeps_others_off_until_it_is_over(shop: Shop, settings: Any) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 60
    waiting_friends(shop, 1)
    with arm("outbox.after_claim"), pytest.raises(FailpointReached):
        shop.pass_time(days=1, hours=1)
    assert settle_now() == 0
    assert Dispatch.objects.get().status == Dispatch.Status.SENDING


@pytest.mark.fault("L-03")
def test_sender_whose_lease_was_lost_writes_nothing(shop: Shop, settings: Any) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 0
    friends = waiting_friends(shop, 1)
    late = dispatching.settle
    other_key = UUID(int=7)

    def overtaken(*args: Any) -> None:
        Dispatch.objects.update(claim_token=other_key)
        late(*args)

    assert shop.virtual is not None
    shop.virtual.move_by(days=2)
    advance()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatching, "settle", overtaken)
        dispatch()
    # Another sender holds the row by now: the answer is left to it.
    row = Dispatch.objects.get()
    assert (row.claim_token, row.status) == (other_key, Dispatch.Status.SENDING)
    settle_now()
    assert_once(shop, friends)


@pytest.mark.fault("L-09")
@many
@pytest.mark.parametrize("fault", ["200_html", "200_empty"])
def test_success_with_an_odd_body_is_success(shop: Shop, fault: str, count: int) -> None:
    friends = waiting_friends(shop, count)
    shop.line.fail("push" if count == 1 else "multicast", fault)
    shop.pass_time(days=3)
    assert_once(shop, friends)
    assert len([one for one in shop.line.requests if one.endpoint in {"push", "multicast"}]) == 1


@pytest.mark.fault("L-10")
def test_redirect_is_not_followed_and_takes_no_token_elsewhere(shop: Shop) -> None:
    friends = waiting_friends(shop, 1)
    with FakeLine() as elsewhere:
        shop.line.fail("push", "307", url=f"{elsewhere.base_url}/v2/bot/message/push")
        shop.pass_time(days=1, hours=1)
        assert elsewhere.requests == []
    assert_once(shop, friends)


@pytest.mark.fault("L-12")
def test_no_transaction_is_open_while_line_is_called(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = dispatching.send
    # Calls are made in other threads; the connection that counts is the one that claims and settles.
    ours = connections["default"]

    def watched(*args: Any) -> Any:
        calls.append(ours.in_atomic_block)
        return real(*args)

    monkeypatch.setattr(dispatching, "send", watched)
    waiting_friends(shop, 1)
    shop.pass_time(days=2)
    assert calls == [False]


@pytest.mark.fault("L-12")
def test_account_to_which_line_answers_slowly_holds_up_no_other(shop: Shop, other: Shop) -> None:
    waiting_friends(shop, 1)
    waiting_friends(other, 1)
    shop.line.latency_seconds = 2
    settled: dict[str, float] = {}
    real = dispatching.settle

    def timed(rows: list[Dispatch], *args: Any) -> None:
        real(rows, *args)
        settled[rows[0].account.name] = time.monotonic()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatching, "settle", timed)
        shop.pass_time(days=2)
    assert settled["Other"] + 1 < settled[shop.account.name]


@pytest.mark.fault("L-16")
def test_bad_recipient_is_split_off_and_the_others_get_it_once(shop: Shop) -> None:
    friends = waiting_friends(shop, 4)
    words = "The property, to[1], in the request body is invalid (line: -, column: -)"
    shop.line.fail("multicast", "400", message=words)
    shop.pass_time(days=1, hours=1)
    kept_from = Dispatch.objects.get(status=Dispatch.Status.REJECTED)
    [[_pk, bad]] = kept_from.recipients
    assert "to[1]" in kept_from.reason
    assert_once(shop, [friend for friend in friends if friend != bad])
    first, second = [one for one in shop.line.requests if one.endpoint == "multicast"]
    assert first.headers["x-line-retry-key"] != second.headers["x-line-retry-key"]
    # The others' runs go on as if nothing had been.
    assert set(Enrolment.objects.values_list("status", flat=True)) == {Enrolment.Status.COMPLETED}
