"""Fault matrix, webhooks: a process remembers the account, and still decides by what is true now (W-13, W-15)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.inbox.models import InboxEvent
from linesteps.testing.shop import Shop
from tests.faults.test_webhook_requests import post, sign

EMPTY = b'{"destination": "U1", "events": []}'


def body(count: int = 1) -> bytes:
    """Of so many events, each with an id of its own."""
    at = int(clock.now().timestamp() * 1000)
    source = {"type": "user", "userId": "U" + "1" * 32}
    plain = {"type": "unheard-of", "mode": "active", "timestamp": at, "source": source}
    events = [{**plain, "webhookEventId": uuid.uuid4().hex} for _ in range(count)]
    return json.dumps({"destination": "U1", "events": events}).encode()


@pytest.fixture
def remembered(shop: Shop) -> Shop:
    """The account's address has taken a webhook, so this process has seen the account."""
    assert post(shop, body()) == 200
    return shop


def test_second_webhook_is_one_trip_to_postgresql(remembered: Shop) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only; SQLite is no trip away")
    with CaptureQueriesContext(connection) as asked:
        assert post(remembered, body(3)) == 200
    assert len(asked) == 1
    assert InboxEvent.objects.count() == 4


@pytest.mark.fault("W-13")
@pytest.mark.parametrize("make", [body, lambda: body(3), lambda: EMPTY, lambda: b"no webhook"])
@pytest.mark.parametrize("change", ["turned off", "deleted", "moved"])
def test_account_that_is_out_of_use_since_takes_nothing(
    remembered: Shop, change: str, make: Callable[[], bytes]
) -> None:
    InboxEvent.objects.all().delete()
    if change == "turned off":
        Account.objects.update(is_active=False)
    elif change == "deleted":
        Account.objects.all().delete()
    else:
        Account.objects.update(slug="elsewhere")
    assert post(remembered, make()) == 404
    assert not InboxEvent.objects.exists()
    Account.objects.update(is_active=True, slug=remembered.account.slug)
    if change != "deleted":
        assert post(remembered, body()) == 200


@pytest.mark.fault("W-15")
@pytest.mark.parametrize("make", [body, lambda: body(3), lambda: EMPTY])
def test_new_secret_is_good_at_once_and_the_old_one_no_more(
    remembered: Shop, make: Callable[[], bytes]
) -> None:
    InboxEvent.objects.all().delete()
    old, account = remembered.there.channel_secret, Account.objects.get()
    account.channel_secret = "the new one"
    account.save()
    text = make()
    assert post(remembered, text, sign(old, text)) == 403
    assert not InboxEvent.objects.exists()
    assert post(remembered, text, sign("the new one", text)) == 200
    account.previous_channel_secret = old
    account.save()
    assert post(remembered, make()) == 200


def test_body_that_holds_what_was_stored_before_changes_nothing(remembered: Shop) -> None:
    text = body(2)
    assert [post(remembered, text) for _ in range(3)] == [200] * 3
    assert InboxEvent.objects.count() == 3


def test_time_of_the_last_webhook_is_noted_each_minute(remembered: Shop) -> None:
    first = Account.objects.get().webhook_seen_at
    assert first is not None
    remembered.pass_time(seconds=30)
    assert post(remembered, body()) == 200
    assert Account.objects.get().webhook_seen_at == first
    remembered.pass_time(seconds=31)
    assert post(remembered, body()) == 200
    assert Account.objects.get().webhook_seen_at == clock.now()
