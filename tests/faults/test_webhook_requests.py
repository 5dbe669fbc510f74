"""Fault matrix, webhooks: signatures, sizes, methods, crashes and a broken queue (W-07 to W-15)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import socket
from typing import Any

import pytest
from django.db import OperationalError
from django.test import override_settings

from linesteps import clock, tick
from linesteps.accounts.models import Account
from linesteps.failpoints import FailpointReached, arm
from linesteps.followers.models import Follower
from linesteps.inbox.models import InboxEvent
from linesteps.testing.build import send
from linesteps.testing.shop import Shop

MEBIBYTE = 1024 * 1024


def sign(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post(shop: Shop, body: bytes, signature: str | None = None) -> int:
    """Post a body, by default with its right signature."""
    signature = sign(shop.there.channel_secret, body) if signature is None else signature
    return shop.post(body, {"x-line-signature": signature})


def follow_body(shop: Shop) -> bytes:
    shop.line.add_friend(shop.there)
    [webhook] = shop.line.take_webhooks(shop.there)
    return webhook.body


@pytest.mark.fault("W-07")
@pytest.mark.parametrize(
    "wrong", ["", "x", "署名", "é", "A" * 44, "cut", "other secret", "of other body", "hex"]
)
def test_wrong_signature_is_refused_and_nothing_is_stored(
    shop: Shop, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = follow_body(shop)
    right = sign(shop.there.channel_secret, body)
    digest = hmac.new(shop.there.channel_secret.encode(), body, hashlib.sha256)
    signature = {
        "cut": right[:-2],
        "other secret": sign("other", body),
        "of other body": sign(shop.there.channel_secret, body.replace(b",", b", ")),
        "hex": digest.hexdigest(),
    }.get(wrong, wrong)
    with caplog.at_level(logging.DEBUG):
        assert post(shop, body, signature) == 403
    assert not InboxEvent.objects.exists()
    assert "webhookEventId" not in caplog.text and shop.there.channel_secret not in caplog.text


@pytest.mark.fault("W-07")
def test_missing_signature_is_refused(shop: Shop) -> None:
    assert shop.post(follow_body(shop), {}) == 403


@pytest.mark.fault("W-07")
@pytest.mark.parametrize("change", [(b",", b", "), (b"follow", b"Follow"), (b"{", b"\n{")])
def test_body_that_was_changed_by_a_byte_is_refused(shop: Shop, change: tuple[bytes, bytes]) -> None:
    body = follow_body(shop)
    assert post(shop, body.replace(*change, 1), sign(shop.there.channel_secret, body)) == 403


@pytest.mark.fault("W-07")
def test_signature_is_over_raw_bytes(shop: Shop) -> None:
    body = follow_body(shop).replace(b'{"destination"', b'{ "odd": "\\u82b1 \xe8\x8a\xb1",\r\n "destination"')
    assert post(shop, body) == 200
    assert InboxEvent.objects.count() == 1


@pytest.mark.fault("W-08")
def test_body_longer_than_a_mebibyte_is_refused_and_one_of_that_length_is_taken(shop: Shop) -> None:
    empty = b'{"events": []}'
    assert post(shop, empty.ljust(MEBIBYTE)) == 200
    assert post(shop, empty.ljust(MEBIBYTE + 1)) == 413


@pytest.mark.fault("W-08")
def test_header_that_lies_about_the_length_buys_no_memory(shop: Shop, live_server: Any) -> None:
    host, port = live_server.url.removeprefix("http://").split(":")
    path = f"/line/webhook/{shop.account.slug}/"
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {10**12}\r\nX-Line-Signature: x\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=5) as link:
        link.sendall(head.encode())
        # The answer comes without a single byte of the body.
        assert link.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.fault("W-08")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"null",
        b"[]",
        b"5",
        b'{"events": null}',
        b'{"events": {}}',
        b'{"a": 1}',
        b"\xff\xfe{}",
        b'{"events": ["\xff"]}',
        b'{"events": [' + b"[" * 200 + b"]" * 200 + b"]}",
        b'{"events": [' + b"[" * 900 + b"]" * 900 + b"]}",
        b'{"events": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
        b'{"events": [' + b'{"a":' * 100_000,
        b'{"events": [' + b"9" * 10_000 + b"]}",
    ],
    ids=range(15),
)
def test_body_that_is_no_webhook_is_refused_without_a_trace(shop: Shop, body: bytes) -> None:
    assert post(shop, body) == 400
    assert not InboxEvent.objects.exists()


@pytest.mark.fault("W-08")
@pytest.mark.parametrize(
    "odd",
    ['"a\\u0000b"', '"\\ud83d"', '"\\udc00\\ud800"', "NaN", "-Infinity", "1e999", '"' + "x" * 100_000 + '"'],
)
def test_event_with_what_databases_refuse_is_stored_without_it(shop: Shop, odd: str) -> None:
    event = json.loads(follow_body(shop))["events"][0]
    raw = json.dumps({"events": [event]}).replace('"mode"', f'"odd": {odd}, "mode"')
    assert post(shop, raw.encode()) == 200
    shop.settle()
    assert InboxEvent.objects.get().status == InboxEvent.Status.DONE


@pytest.mark.fault("W-10")
def test_crash_between_commit_and_answer_acts_once(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    user_id = shop.line.add_friend(shop.there)
    [webhook] = shop.line.take_webhooks(shop.there)
    with arm("inbox.after_commit"), pytest.raises(FailpointReached):
        shop.post(webhook.body, webhook.headers)
    shop.settle()
    # LINE heard no 200, and delivers again.
    assert shop.post(webhook.body, webhook.headers) == 200
    shop.settle()
    assert shop.texts_to(user_id) == ["Welcome"]


@pytest.mark.fault("W-10")
def test_crash_before_the_commit_stores_nothing_and_the_next_delivery_acts(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    user_id = shop.line.add_friend(shop.there)
    [webhook] = shop.line.take_webhooks(shop.there)
    with arm("inbox.before_commit"), pytest.raises(FailpointReached):
        shop.post(webhook.body, webhook.headers)
    assert not InboxEvent.objects.exists()
    assert shop.post(webhook.body, webhook.headers) == 200
    shop.settle()
    assert shop.texts_to(user_id) == ["Welcome"]


@pytest.mark.fault("W-11")
@pytest.mark.parametrize(
    "error",
    [OperationalError("no queue"), ConnectionError("no Redis")],
    ids=repr,
)
def test_broken_queue_costs_no_event(shop: Shop, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("django_q.tasks.async_task", broken)
    assert post(shop, follow_body(shop)) == 200
    assert InboxEvent.objects.waiting().count() == 1
    # What the tick and the schedule look for.
    assert "drain_inbox" in tick.due()


@pytest.mark.fault("W-13")
@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(shop: Shop, method: str) -> None:
    answer = getattr(shop.client, method)(f"/line/webhook/{shop.account.slug}/")
    assert answer.status_code == 405


@pytest.mark.fault("W-13")
def test_unknown_address_and_account_out_of_use_answer_alike(shop: Shop) -> None:
    body = follow_body(shop)
    headers = {"x-line-signature": sign(shop.there.channel_secret, body)}
    unknown = shop.client.post("/line/webhook/guess/", body, "application/json", headers=headers)
    Account.objects.update(is_active=False)
    path = f"/line/webhook/{shop.account.slug}/"
    closed = shop.client.post(path, body, "application/json", headers=headers)
    assert (closed.status_code, closed.content) == (unknown.status_code, unknown.content) == (404, b"")
    assert not InboxEvent.objects.exists()


@pytest.mark.fault("W-13")
def test_webhook_needs_no_login_and_no_csrf_token(shop: Shop) -> None:
    from django.conf import settings
    from django.test import Client

    login = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    shop.client = Client(enforce_csrf_checks=True)
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, login]):
        assert post(shop, follow_body(shop)) == 200


@pytest.mark.fault("W-15")
def test_both_secrets_are_good_while_one_replaces_the_other(shop: Shop) -> None:
    old = shop.there.channel_secret
    shop.account.channel_secret, shop.account.previous_channel_secret = "the new one", old
    shop.account.save()
    body = b'{"events": []}'
    assert [post(shop, body, sign(secret, body)) for secret in (old, "the new one", "other")] == [
        200,
        200,
        403,
    ]
    Account.objects.update(previous_channel_secret="")
    assert post(shop, body, sign(old, body)) == 403


@pytest.mark.fault("S-09")
def test_webhook_that_cannot_be_checked_is_asked_for_again(shop: Shop) -> None:
    body = follow_body(shop)
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=["0000000000000000000000000000000000000000000="]):
        assert post(shop, body) == 503
    assert post(shop, body) == 200


@pytest.mark.fault("W-05")
def test_event_that_came_while_its_account_was_deleted_holds_up_nobody(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    body = follow_body(shop)
    other = Account.objects.create(name="Goes", channel_id="2", channel_secret="s", channel_access_token="t")
    gone = other.pk
    other.delete()
    moment = clock.now()
    InboxEvent.objects.create(
        account_id=gone, webhook_event_id="late", kind="follow", line_user_id="U9", payload={},
        occurred_at=moment, received_at=moment,
    )  # fmt: skip
    assert post(shop, body) == 200
    shop.settle()
    assert InboxEvent.objects.get().account == shop.account
    assert Follower.objects.get().enrolments.count() == 1
