"""Fault matrix, webhooks: doubled, reordered, malformed, unknown and stale events (W-01 to W-06, W-14)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity, Follower
from linesteps.inbox.models import InboxEvent
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop

Event = dict[str, Any]
#: Every type of openapi/webhook.yml (``Event.discriminator``), and one that LINE may invent.
EVENT_TYPES = (
    "message", "unsend", "follow", "unfollow", "join", "leave", "memberJoined", "memberLeft", "postback",
    "videoPlayComplete", "beacon", "accountLink", "membership", "module", "activated", "deactivated", "botSuspended",
    "botResumed", "delivery", "chickenCrossed",
)  # fmt: skip
FOR_ONE_PERSON = (
    "message", "unsend", "follow", "unfollow", "postback", "videoPlayComplete", "beacon", "accountLink", "membership",
)  # fmt: skip


def deliver(shop: Shop, *events: Event) -> int:
    """Post one body with these events; nothing is done about them yet."""
    webhook = shop.line.webhook(shop.there, events)
    return shop.post(webhook.body, webhook.headers)


def newcomer(shop: Shop) -> tuple[str, Event]:
    """A person of whom no webhook told yet, and the follow event."""
    user_id = shop.line.add_friend(shop.there, name="Hanako")
    [webhook] = shop.line.take_webhooks(shop.there)
    return user_id, webhook.events[0]


@pytest.mark.fault("W-01")
def test_event_that_comes_twice_acts_once(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    user_id, event = newcomer(shop)
    assert [deliver(shop, event), deliver(shop, event)] == [200, 200]
    shop.settle()
    assert deliver(shop, event) == 200
    shop.settle()
    assert InboxEvent.objects.count() == 1
    assert shop.texts_to(user_id) == ["Welcome"]


@pytest.mark.fault("W-01")
def test_event_that_comes_twenty_times_at_once_acts_once(shop: Shop, live_server: Any) -> None:
    shop.publish(steps=[send("Welcome")])
    user_id, event = newcomer(shop)
    shop.there.webhook_url = f"{live_server.url}/line/webhook/{shop.account.slug}/"
    assert shop.line.deliver(shop.there, [event], parallel=20, times=20) == [200] * 20
    shop.there.webhook_url = ""
    shop.settle()
    assert InboxEvent.objects.count() == 1
    assert shop.texts_to(user_id) == ["Welcome"]
    assert Enrolment.objects.count() == 1


@pytest.mark.fault("W-02")
def test_redelivery_is_ignored_where_the_first_arrived_and_used_where_it_did_not(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    known, first = newcomer(shop)
    lost, second = newcomer(shop)
    deliver(shop, first)
    shop.settle()
    for event in (first, second):
        assert deliver(shop, {**event, "deliveryContext": {"isRedelivery": True}}) == 200
    shop.settle()
    assert shop.texts_to(known) == shop.texts_to(lost) == ["Welcome"]


@pytest.mark.fault("W-03")
def test_event_twice_in_one_body_acts_once(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    user_id, event = newcomer(shop)
    assert deliver(shop, event, event) == 200
    shop.settle()
    assert InboxEvent.objects.count() == 1
    assert shop.texts_to(user_id) == ["Welcome"]


@pytest.mark.fault("W-03")
def test_same_id_on_two_accounts_acts_once_on_each(shop: Shop, other: Shop) -> None:
    _user_id, event = newcomer(shop)
    deliver(shop, event)
    deliver(other, event)
    shop.settle()
    assert sorted(Follower.objects.values_list("account", flat=True)) == sorted(
        [shop.account.pk, other.account.pk]
    )


def _turns(shop: Shop) -> tuple[str, list[Event]]:
    """A person who adds, blocks, adds, blocks and adds again, a minute apart."""
    assert shop.virtual is not None
    user_id = shop.line.new_person(shop.there, name="Hanako")
    for turn in (shop.line.follow, shop.line.block, shop.line.unblock, shop.line.block, shop.line.unblock):
        turn(shop.there, user_id)
        shop.virtual.move_by(minutes=1)
    return user_id, [webhook.events[0] for webhook in shop.line.take_webhooks(shop.there)]


def _end_state(user_id: str) -> tuple[Any, ...]:
    row = Follower.objects.get(line_user_id=user_id)
    runs = Enrolment.objects.live().filter(follower=row).count()
    return row.status, row.status_at, row.first_followed_at, row.last_followed_at, runs


@pytest.mark.fault("W-04")
@pytest.mark.parametrize(
    "is_settled_between",
    [
        pytest.param(False, id="in one batch"),
        # Nothing here asks much of a database, and settling between takes its time: each third order.
        pytest.param(True, id="one by one", marks=pytest.mark.any_database_once),
    ],
)
@pytest.mark.parametrize("count", [4, 5], ids=["ends blocked", "ends as a friend"])
def test_every_order_of_adding_and_blocking_ends_the_same(
    shop: Shop, count: int, is_settled_between: bool
) -> None:
    shop.publish(steps=[wait(days=9), send("Later")])
    user_id, events = _turns(shop)
    for number in range(len(events)):
        # The platform does not know of a new id; nothing but the order differs.
        events[number]["replyToken"] = ""
    states = set()
    for order in list(permutations(range(count)))[:: 3 if is_settled_between else 1]:
        for number in order:
            deliver(shop, events[number])
            if is_settled_between:
                shop.settle()
        shop.settle()
        states.add(_end_state(user_id))
        Follower.objects.all().delete()
        InboxEvent.objects.all().delete()
    [state] = states
    assert state[0] == (Follower.Status.BLOCKED if count == 4 else Follower.Status.FRIEND)
    assert state[-1] == (0 if count == 4 else 1)


@pytest.mark.fault("W-05")
@pytest.mark.parametrize(
    "broken",
    [
        {"type": None},
        {"type": ""},
        {"type": {"a": 1}},
        {"timestamp": None},
        {"timestamp": "soon"},
        {"timestamp": -(10**30)},
        {"timestamp": 1e400},
        "not an object",
        None,
        [],
        5,
    ],
    ids=str,
)
def test_malformed_event_among_five_is_kept_and_the_others_act(shop: Shop, broken: Any) -> None:
    people = [newcomer(shop) for _ in range(5)]
    events: list[Any] = [event for _user_id, event in people]
    events[2] = {**events[2], **broken} if isinstance(broken, dict) else broken
    assert deliver(shop, *events) == 200
    shop.settle()
    assert InboxEvent.objects.filter(status=InboxEvent.Status.DONE).count() == 4
    kept = InboxEvent.objects.get(status=InboxEvent.Status.FAILED)
    assert kept.reason
    assert Follower.objects.friends().count() == 4


@pytest.mark.fault("W-05")
@pytest.mark.parametrize("name", ["deliveryContext", "mode", "webhookEventId", "replyToken"])
def test_event_without_a_part_that_nothing_needs_acts(shop: Shop, name: str) -> None:
    shop.publish(steps=[send("Welcome")])
    user_id, event = newcomer(shop)
    event.pop(name)
    deliver(shop, event)
    deliver(shop, event)
    shop.settle()
    assert shop.texts_to(user_id) == ["Welcome"]


@pytest.mark.fault("W-05")
def test_event_that_makes_our_code_fail_is_kept_and_the_others_act(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linesteps.engine import events as meanings

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setitem(meanings._MEANINGS, "message", broken)
    user_id, follow = newcomer(shop)
    said = shop.line.event(shop.there, user_id, "message", message={"type": "text", "id": "1", "text": "Hi"})
    deliver(shop, said, follow)
    shop.settle()
    kept = InboxEvent.objects.get(kind="message")
    assert (kept.status, kept.reason) == (InboxEvent.Status.FAILED, "ZeroDivisionError: a bug of ours")
    assert shop.follower(user_id).is_friend


@pytest.mark.fault("W-06")
@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_event_of_every_type_from_every_source_is_stored_and_hurts_nobody(shop: Shop, kind: str) -> None:
    user_id = shop.line.new_person(shop.there)
    events = [shop.line.event(shop.there, user_id, kind) for _ in range(7)]
    groups = [{"type": name, f"{name}Id": "C1", "userId": user_id} for name in ("group", "room", "future")]
    for event, source in zip(events[1:], [*groups, {"type": "user"}, None, 5], strict=True):
        event["source"] = source
    assert deliver(shop, *events) == 200
    shop.settle()
    found = dict(InboxEvent.objects.values_list("webhook_event_id", "status"))
    is_heard = kind in FOR_ONE_PERSON
    assert found.pop(events[0]["webhookEventId"]) == ("done" if is_heard else "ignored")
    assert list(found.values()) == ["ignored"] * 6
    assert Follower.objects.exists() == is_heard


@pytest.mark.fault("W-06")
def test_event_in_standby_is_left_to_the_other_service(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    user_id, event = newcomer(shop)
    deliver(shop, {**event, "mode": "standby"})
    shop.settle()
    assert InboxEvent.objects.get().status == InboxEvent.Status.IGNORED
    assert shop.texts_to(user_id) == []


@pytest.mark.fault("W-14")
def test_body_of_a_year_ago_is_stored_and_has_no_effect(shop: Shop) -> None:
    assert shop.virtual is not None
    shop.publish(steps=[send("Welcome")])
    user_id, event = newcomer(shop)
    shop.virtual.move_by(days=365)
    assert deliver(shop, event) == 200
    shop.settle()
    assert InboxEvent.objects.get().status == InboxEvent.Status.IGNORED
    assert shop.texts_to(user_id) == []


@pytest.mark.fault("W-14")
def test_event_counts_by_its_arrival_however_late_a_worker_looks_at_it(shop: Shop) -> None:
    assert shop.virtual is not None
    shop.publish(steps=[send("Welcome")])
    user_id, event = newcomer(shop)
    deliver(shop, event)
    shop.virtual.move_by(days=10)
    shop.settle()
    assert shop.texts_to(user_id) == ["Welcome"]


@pytest.mark.fault("R-03")
def test_message_that_was_taken_back_is_forgotten(shop: Shop) -> None:
    user_id, follow = newcomer(shop)
    said = shop.line.event(
        shop.there, user_id, "message", message={"type": "text", "id": "77", "text": "my secret"}
    )
    deliver(shop, follow, said)
    shop.settle()
    deliver(shop, shop.line.event(shop.there, user_id, "unsend", unsend={"messageId": "77"}))
    shop.settle()
    kept = [str(row) for row in InboxEvent.objects.values("payload")]
    kept += [str(row) for row in Activity.objects.values("data")]
    assert "my secret" not in "".join(kept)


def test_times_of_events_are_lines_own(shop: Shop) -> None:
    assert shop.virtual is not None
    user_id, event = newcomer(shop)
    happened = shop.virtual.at
    shop.virtual.move_by(hours=1)
    deliver(shop, event)
    shop.settle()
    row = shop.follower(user_id)
    assert row.status_at is not None and abs(row.status_at - happened) < timedelta(seconds=1)
