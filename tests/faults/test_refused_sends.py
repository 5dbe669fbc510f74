"""Fault matrix, sending: what LINE refuses or cannot be asked about any more (L-04 to L-08, L-13 to L-15)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.engine.react import react
from linesteps.failpoints import FailpointReached, arm
from linesteps.outbox.models import Dispatch
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from tests.faults.test_sends import assert_once, waiting_friends

Status = Dispatch.Status


def asked(shop: Shop, endpoint: str) -> list[Any]:
    return [one for one in shop.line.requests if one.endpoint == endpoint]


def resume(shop: Shop) -> None:
    Account.objects.update(paused_at=None, paused_reason="")
    shop.settle()


@pytest.mark.fault("L-04")
def test_what_stays_uncertain_for_a_day_is_unclear_and_never_sent_again(shop: Shop) -> None:
    waiting_friends(shop, 1)
    shop.line.fail("push", "500_before", times=100_000)
    shop.pass_time(days=2, hours=2)
    row = Dispatch.objects.get()
    assert row.status == Status.UNCLEAR and row.reason
    tries = asked(shop, "push")
    assert timedelta(hours=22) < tries[-1].at - tries[0].at < timedelta(hours=23)
    gaps = [later.at - earlier.at for earlier, later in pairwise(tries)]
    assert gaps[0] < timedelta(seconds=3) and max(gaps) <= timedelta(minutes=15)
    shop.line.clear_faults()
    shop.pass_time(days=3)
    assert asked(shop, "push") == tries
    assert shop.line.sends == []


@pytest.mark.fault("L-05")
def test_too_many_calls_slow_down_and_lose_nothing(shop: Shop) -> None:
    friends = waiting_friends(shop, 1)
    shop.line.fail("push", "429_rate", times=3)
    shop.pass_time(days=1, hours=1)
    assert_once(shop, friends)
    assert len(asked(shop, "push")) == 4


@pytest.mark.fault("L-05")
def test_line_is_left_alone_for_as_long_as_it_says(shop: Shop) -> None:
    friends = waiting_friends(shop, 1)
    shop.line.fail("push", "429_retry_after", seconds=120)
    shop.pass_time(days=1, hours=1)
    first, second = asked(shop, "push")
    assert second.at - first.at >= timedelta(seconds=120)
    assert_once(shop, friends)


@pytest.mark.fault("L-05")
def test_used_up_month_pauses_the_account_and_burns_nothing(shop: Shop) -> None:
    friends = waiting_friends(shop, 3)
    shop.line.fail("multicast", "429_quota")
    shop.pass_time(days=2)
    shop.account.refresh_from_db()
    assert shop.account.paused_reason == "quota"
    assert Dispatch.objects.get().status == Status.NEW
    assert len(asked(shop, "multicast")) == 1
    shop.pass_time(days=3)
    resume(shop)
    assert_once(shop, friends)


@pytest.mark.fault("L-06")
def test_message_that_line_refuses_is_kept_with_the_reason_and_the_run_goes_on(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Bad"), wait(days=1), send("Good")])
    friend = shop.add_friend()
    shop.line.fail("push", "400", message="The request body has 1 error(s)")
    shop.pass_time(days=4)
    refused = Dispatch.objects.get(status=Status.REJECTED)
    assert "The request body has 1 error(s)" in refused.reason
    assert len(asked(shop, "push")) == 2
    assert shop.texts_to(friend) == ["Good"]
    assert shop.run_of(friend).status == Enrolment.Status.COMPLETED


@pytest.mark.fault("L-07")
@pytest.mark.parametrize("fault", ["401", "403"])
def test_revoked_token_pauses_the_account_and_a_new_one_resumes_it(shop: Shop, fault: str) -> None:
    friends = waiting_friends(shop, 3)
    shop.line.fail("multicast", fault)
    shop.pass_time(days=2)
    shop.account.refresh_from_db()
    assert shop.account.paused_at is not None and fault in shop.account.paused_reason
    assert Dispatch.objects.get().status == Status.NEW
    assert len(asked(shop, "multicast")) == 1
    resume(shop)
    assert_once(shop, friends)


@pytest.mark.fault("L-07")
def test_other_accounts_go_on_while_one_is_paused(shop: Shop, other: Shop) -> None:
    waiting_friends(shop, 1)
    friends = waiting_friends(other, 1)
    shop.line.fail("push", "401")
    shop.pass_time(days=2)
    assert_once(other, friends)


@pytest.mark.fault("L-08")
def test_reply_carries_no_retry_key(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    shop.add_friend()
    [one] = asked(shop, "reply")
    assert "x-line-retry-key" not in one.headers


@pytest.mark.fault("L-08")
def test_reply_that_line_refuses_is_pushed_instead(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    shop.line.fail("reply", "400", message="Invalid reply token")
    friend = shop.add_friend()
    assert_once(shop, [friend])
    assert [one.endpoint for one in shop.line.sends] == ["push"]


@pytest.mark.fault("L-08")
@pytest.mark.parametrize("fault", ["500_before", "500_after", "503", "drop_before", "drop_after"])
def test_reply_that_line_may_have_taken_is_never_sent_again(shop: Shop, fault: str) -> None:
    shop.publish(steps=[send("Welcome")])
    shop.line.fail("reply", fault)
    shop.add_friend()
    shop.pass_time(days=2)
    assert Dispatch.objects.get().status == Status.UNCLEAR
    assert len(asked(shop, "reply")) == 1 and asked(shop, "push") == []


@pytest.mark.fault("L-08")
def test_reply_whose_sender_died_is_never_sent_again(shop: Shop, settings: Any) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 0
    shop.publish(steps=[send("Welcome")])
    with arm("outbox.after_send"), pytest.raises(FailpointReached):
        shop.add_friend()
    shop.pass_time(days=1)
    assert Dispatch.objects.get().status == Status.UNCLEAR
    assert len(shop.line.sends) == 1


@pytest.mark.fault("L-08")
@pytest.mark.parametrize("fault", ["429_rate", "429_retry_after", "429_quota", "401", "403"])
def test_reply_that_line_surely_did_not_take_is_sent_later(shop: Shop, fault: str) -> None:
    shop.publish(steps=[send("Welcome")])
    shop.line.fail("reply", fault)
    friend = shop.add_friend()
    assert shop.line.sends == []
    shop.pass_time(minutes=10)
    resume(shop)
    assert_once(shop, [friend])


@pytest.mark.fault("L-08")
def test_reply_refused_after_too_many_calls_is_pushed(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    shop.line.fail("reply", "429_rate", times=2)
    shop.line.fail("reply", "401")
    friend = shop.add_friend()
    shop.pass_time(minutes=10)
    resume(shop)
    shop.pass_time(minutes=10)
    assert_once(shop, [friend])


@pytest.mark.fault("L-13")
def test_what_was_held_until_the_night_waits_for_the_morning(shop: Shop) -> None:
    assert shop.virtual is not None
    friends = waiting_friends(shop, 1)
    Account.objects.update(paused_at=shop.virtual.at)
    shop.pass_time(days=1, hours=13)
    assert shop.virtual.at.hour == 23
    resume(shop)
    assert shop.line.sends == []
    shop.pass_time(hours=12)
    assert [at.hour for at, _text in shop.arrivals(friends[0])] == [9]


def _post_only(shop: Shop) -> None:
    """Everything up to the outbox, and nothing of it to LINE."""
    shop.hear()
    while react() + advance():
        pass


@pytest.mark.fault("L-14")
def test_who_blocks_before_their_message_leaves_gets_nothing(shop: Shop) -> None:
    assert shop.virtual is not None
    [friend] = waiting_friends(shop, 1)
    shop.virtual.move_by(days=1)
    _post_only(shop)
    assert Dispatch.objects.get().status == Status.NEW
    shop.block(friend)
    row = Dispatch.objects.get()
    assert (row.status, row.reason) == (Status.CANCELLED, "blocked")
    shop.pass_time(days=1)
    assert asked(shop, "push") == []


@pytest.mark.fault("L-14")
def test_who_blocks_is_taken_off_a_multicast(shop: Shop) -> None:
    assert shop.virtual is not None
    friends = waiting_friends(shop, 3)
    shop.virtual.move_by(days=1)
    _post_only(shop)
    shop.block(friends[1])
    shop.settle()
    [request] = asked(shop, "multicast")
    assert friends[1].encode() not in request.body
    assert_once(shop, [friends[0], friends[2]])


@pytest.mark.fault("L-15")
@pytest.mark.parametrize("fault", ["500_before", "401", "400", "drop_before", "200_html", "hang"])
def test_profile_that_line_does_not_give_delays_nothing(shop: Shop, fault: str) -> None:
    shop.publish(steps=[send("Hello {{ display_name|you }}")])
    shop.line.fail("profile", fault, **({"seconds": 3} if fault == "hang" else {}))
    friend = shop.add_friend("Hanako")
    assert shop.texts_to(friend) == ["Hello you"]
    assert shop.follower(friend).display_name == ""
    assert str(shop.follower(friend))


@pytest.mark.fault("L-15")
def test_missing_profile_is_asked_for_again_and_found(shop: Shop) -> None:
    from linesteps.followers.profiles import fetch_missing

    shop.line.fail("profile", "500_before", times=2)
    friend = shop.add_friend("Hanako")
    assert fetch_missing() == 1
    assert fetch_missing() == 0
    assert shop.virtual is not None
    shop.virtual.move_by(minutes=11)
    assert fetch_missing() == 1
    assert shop.follower(friend).display_name == "Hanako"
