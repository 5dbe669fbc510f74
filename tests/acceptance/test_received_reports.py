"""What other systems report: signed, once, about a friend who is found, and nothing that was signed is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.failpoints import FailpointReached, arm
from linesteps.fields import reveal
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Activity, Attribute
from linesteps.followers.site_users import FollowerUser, link_user
from linesteps.health.look import look
from linesteps.hooks.models import OVERLAP, Received, ReceivingAddress
from linesteps.hooks.reasons import Reason
from linesteps.hooks.take import take_again
from linesteps.privacy.erase import erase
from linesteps.pruning.prune import prune
from linesteps.testing.build import send, trigger
from linesteps.testing.shop import Shop

ORDER = {
    "type": "Order Paid",
    "data": {"customer": "K-7", "order": {"total": 4800}, "lines": [{"sku": "A1"}]},
}


@pytest.fixture
def address(shop: Shop) -> ReceivingAddress:
    number = Attribute.objects.create(account=shop.account, key="customer", name="Customer number")
    cache.clear()
    return ReceivingAddress.objects.create(
        account=shop.account,
        name="Web shop",
        person_by=ReceivingAddress.PersonBy.ATTRIBUTE,
        person_field="data.customer",
        person_attribute=number,
        event_field="type",
        properties=[["total", "data.order.total"], ["sku", "data.lines.0.sku"], ["none", "data.nothing"]],
    )


def signed(address: ReceivingAddress, body: bytes, event_id: str = "msg_1", **more: Any) -> dict[str, str]:
    """As standardwebhooks.com says it, worked out anew."""
    stamp = str(int(clock.real_now().timestamp()) + more.get("late", 0))
    key = base64.b64decode(more.get("secret", reveal(address.secret)).removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,bm8= v1a,eA== v1,{base64.b64encode(digest).decode()}",
    }


def post(shop: Shop, address: ReceivingAddress, report: Any, headers: dict[str, str] | None = None) -> Any:
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    return shop.client.post(
        reverse("linesteps:hook", args=[address.slug]),
        body,
        content_type="application/json",
        headers=signed(address, body) if headers is None else headers,
    )


def events() -> list[dict[str, Any]]:
    return [one.data for one in Activity.objects.filter(kind="event").order_by("pk")]


def known_friend(shop: Shop, number: str = "K-7") -> str:
    friend = shop.add_friend("花子")
    set_attribute(shop.follower(friend), "customer", number, "hand")
    return friend


def test_report_becomes_an_event_once_and_starts_a_scenario(shop: Shop, address: ReceivingAddress) -> None:
    start = trigger("event", name="order_paid", parts=[])
    shop.publish(steps=[send("Thank you")], triggers=[start])
    friend = known_friend(shop)
    answer = post(shop, address, ORDER)
    assert (answer.status_code, answer.json()) == (202, {"status": "taken"})
    shop.settle()
    assert shop.texts_to(friend) == ["Thank you"]
    told = {"name": "order_paid", "properties": {"total": 4800, "sku": "A1"}, "source": "hook"}
    assert events() == [told]
    row = Received.objects.get()
    # The text is needed no more, so it is not kept.
    assert (row.status, row.follower, row.body) == (Received.Status.TAKEN, shop.follower(friend), "")
    again = post(shop, address, ORDER)
    assert (again.status_code, again.json()) == (202, {"status": "repeated"})
    # Even long after the log has forgotten it.
    assert shop.virtual is not None
    shop.virtual.move_by(days=400)
    prune()
    assert not Received.objects.exists()
    assert post(shop, address, ORDER).status_code == 202
    assert len(events()) == 1


def test_report_about_nobody_we_know_is_kept_and_can_be_taken_once_the_person_is_known(
    shop: Shop, address: ReceivingAddress
) -> None:
    answer = post(shop, address, ORDER)
    assert (answer.status_code, answer.json()["error"]) == (422, "unknown_person")
    assert "K-7" not in answer.content.decode()
    row = Received.objects.get()
    assert (row.status, row.detail, row.event_name) == (Received.Status.KEPT, "K-7", "order_paid")
    [finding] = look("reports")
    assert finding.level == "warning" and "1" in finding.text
    known_friend(shop)
    assert take_again(row).status == Received.Status.TAKEN
    assert [one.level for one in look("reports")] == ["ok"]
    assert len(events()) == 1 and take_again(row).status == Received.Status.TAKEN
    # The sender, who heard no 2xx, sends it again.
    assert post(shop, address, ORDER).json() == {"status": "repeated"}
    assert len(events()) == 1
    known_friend(shop)
    body = json.dumps(ORDER).encode()
    answer = post(shop, address, ORDER, signed(address, body, "msg_2"))
    assert answer.json()["error"] == "several_persons"


@pytest.mark.fault("S-22")
def test_what_is_not_signed_by_the_secret_just_now_changes_nothing_and_leaves_no_text(
    shop: Shop, address: ReceivingAddress, caplog: pytest.LogCaptureFixture
) -> None:
    known_friend(shop)
    body = json.dumps(ORDER).encode()
    good = signed(address, body)
    other = ReceivingAddress.objects.create(account=shop.account, name="Other")
    refused = {
        "nothing": {},
        "another secret": signed(other, body),
        "another text": signed(address, body + b" "),
        "another id": {**good, "webhook-id": "msg_2"},
        "another time": {**good, "webhook-timestamp": str(int(good["webhook-timestamp"]) + 1)},
        "no version": {**good, "webhook-signature": good["webhook-signature"].split(",")[-1]},
        "not ASCII": {**good, "webhook-signature": "v1,日本"},
        "too old": signed(address, body, late=-301),
        # A minute more than it may be off, since the reports before it take their time.
        "of the future": signed(address, body, late=360),
        "no id": signed(address, body, event_id=""),
        "long id": signed(address, body, event_id="x" * 101),
    }
    codes = {why: post(shop, address, ORDER, headers).status_code for why, headers in refused.items()}
    assert codes == {why: 400 if "id" in why.split() and why != "another id" else 401 for why in refused}
    assert events() == []
    assert set(Received.objects.values_list("status", "event_id", "body")) == {("refused", "", "")}
    for status, report in (
        (413, b'{"a":"' + b"x" * 70_000 + b'"}'),
        (400, b"[" * 50_000),
        (400, b"[]"),
        (400, b"\xff"),
    ):
        assert post(shop, address, report).status_code == status
    deep: Any = "x"
    for _level in range(20):
        deep = {"a": deep}
    assert post(shop, address, deep).json()["error"] == Reason.TOO_DEEP
    assert shop.client.get(reverse("linesteps:hook", args=[address.slug])).status_code == 405
    nobody = shop.client.post(
        reverse("linesteps:hook", args=["x" * 32]), body, content_type="application/json"
    )
    ReceivingAddress.objects.filter(pk=other.pk).update(is_on=False)
    off = post(shop, other, ORDER)
    assert (
        (nobody.status_code, nobody.content)
        == (off.status_code, off.content)
        == (404, b'{"error": "not_found"}')
    )
    assert reveal(address.secret) not in caplog.text and "K-7" not in caplog.text
    # After all of it the true one is taken: nobody used its id up.
    assert post(shop, address, ORDER, good).json() == {"status": "taken"}


def test_new_secret_leaves_the_old_one_good_for_a_week(shop: Shop, address: ReceivingAddress) -> None:
    known_friend(shop)
    body, old = json.dumps(ORDER).encode(), reveal(address.secret)
    new = address.renew_secret()
    assert new != old
    for number, secret in enumerate((old, new)):
        headers = signed(address, body, f"msg_{number}", secret=secret)
        assert post(shop, address, ORDER, headers).status_code == 202
    assert shop.virtual is not None
    shop.virtual.move_to(clock.now() + OVERLAP + timedelta(minutes=1))
    assert post(shop, address, ORDER, signed(address, body, "msg_3", secret=old)).status_code == 401
    assert post(shop, address, ORDER, signed(address, body, "msg_4", secret=new)).status_code == 202
    stored = ReceivingAddress.objects.filter(pk=address.pk).values_list("secret", "previous_secret").get()
    assert new not in str(stored) and old not in str(stored)


def test_simple_sender_signs_the_text_alone_and_the_text_counts_once(
    shop: Shop, address: ReceivingAddress
) -> None:
    known_friend(shop)
    address.scheme, address.signature_header = ReceivingAddress.Scheme.PLAIN, "X-Shop-Signature"
    address.save()
    body = json.dumps(ORDER).encode()
    digest = hmac.new(reveal(address.secret).encode(), body, hashlib.sha256)
    for given in (
        digest.hexdigest(),
        f"sha256={digest.hexdigest()}",
        base64.b64encode(digest.digest()).decode(),
    ):
        assert post(shop, address, ORDER, {"X-Shop-Signature": given}).status_code == 202
    assert len(events()) == 1
    named = {"X-Shop-Signature": digest.hexdigest(), "X-Event-Id": "another"}
    assert post(shop, address, ORDER, named).json() == {"status": "taken"}
    assert len(events()) == 2
    assert post(shop, address, ORDER, {"X-Shop-Signature": "0" * 64}).status_code == 401
    assert post(shop, address, ORDER, {}).status_code == 401


def test_person_is_found_by_each_way_and_only_in_the_own_account(
    shop: Shop, address: ReceivingAddress
) -> None:
    friend = shop.follower(known_friend(shop))
    user = get_user_model().objects.create_user("hanako@example.com")
    link_user(friend, user, FollowerUser.Way.CODE)
    by = ReceivingAddress.PersonBy
    said = {
        by.FOLLOWER: friend.pk,
        by.LINE: friend.line_user_id,
        by.USER: "hanako@example.com",
        by.ATTRIBUTE: "K-7",
    }

    def answers(address: ReceivingAddress, who: Any, key: str) -> int:
        report = {"who": who, "what": "visited"}
        headers = signed(address, json.dumps(report).encode(), key)
        return int(post(shop, address, report, headers).status_code)

    other = Account.objects.create(name="Other", channel_id="2", channel_secret="s", channel_access_token="t")
    strange = ReceivingAddress.objects.create(
        account=other,
        name="Theirs",
        person_field="who",
        event_field="what",
        person_attribute=address.person_attribute,
    )
    address.person_field, address.event_field = "who", "what"
    for way, who in said.items():
        address.person_by = strange.person_by = way
        address.save()
        strange.save()
        assert answers(address, who, f"good {way}") == 202, way
        assert answers(strange, who, f"other {way}") == 422, way
        for odd in ("999999999", -1, "1; DROP", True, None, [1], "\0"):
            assert answers(address, odd, f"odd {way} {odd!r}") == 422, (way, odd)
    assert len(events()) == 4
    erase(friend.pk)
    assert answers(address, "K-7", "erased") == 422
    assert not Received.objects.filter(follower=friend).exists()


def test_too_many_in_a_minute_are_asked_to_come_later(
    shop: Shop, address: ReceivingAddress, settings: Any
) -> None:
    settings.LINESTEPS_API_REQUESTS_A_MINUTE = 2
    known_friend(shop)
    found = [post(shop, address, ORDER, {}) for _number in range(6)]
    assert {one.status_code for one in found} == {401, 429}
    assert 1 <= int(found[-1].headers["Retry-After"]) <= 61


def test_crash_before_the_commit_leaves_nothing_and_the_sender_sends_again(
    shop: Shop, address: ReceivingAddress
) -> None:
    known_friend(shop)
    with arm("hooks.before_commit", "raise"), pytest.raises(FailpointReached):
        post(shop, address, ORDER)
    assert (events(), Received.objects.count()) == ([], 0)
    assert post(shop, address, ORDER).json() == {"status": "taken"}
    assert len(events()) == 1
