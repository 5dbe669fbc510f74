"""Receiving addresses and what systems are told, as a manager makes them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.calls.models import Call, Endpoint, new_secret
from linesteps.fields import reveal
from linesteps.followers.models import Activity, Attribute
from linesteps.hooks.models import Received, ReceivingAddress
from tests.admin.builders import make_friend
from tests.calling import running

pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]

EXAMPLE = {"type": "order.paid", "data": {"customer": 7, "order": {"total": 4800}, "<b>": "<script>"}}


def values_of(address: ReceivingAddress, **more: Any) -> dict[str, Any]:
    return {
        "name": "Web shop",
        "account": address.account_id,
        "is_on": "on",
        "scheme": "standard",
        "signature_header": "X-Signature",
        "example_text": json.dumps(EXAMPLE),
        "person_by": "follower",
        "person_attribute": "",
        "person_field": "",
        "event_name": "",
        "event_field": "",
        **more,
    }


def test_address_is_made_and_everything_is_chosen_from_the_pasted_example(
    admin: Client, account: Account
) -> None:
    empty = ReceivingAddress(account=account)
    add = reverse("linesteps_receiving:add")
    broken = admin.post(add, values_of(empty, example_text="{oops")).content.decode()
    assert not ReceivingAddress.objects.exists() and "{oops" in broken
    page = admin.post(add, values_of(empty), follow=True).content.decode()
    address = ReceivingAddress.objects.get()
    secret = reveal(address.secret)
    assert page.replace("&#x2B;", "+").count(secret) == 1 and address.slug in page
    edit = reverse("linesteps_receiving:edit", args=[address.pk])
    page = admin.get(edit).content.decode()
    assert secret not in page.replace("&#x2B;", "+")
    # From the example: where things stand, and what they look like.
    assert "data.order.total (4800)" in page and "&lt;script&gt;" in page
    friend = make_friend(account, "花子")
    chosen = {
        "example_text": json.dumps({**EXAMPLE, "data": {**EXAMPLE["data"], "customer": friend.pk}}),  # type: ignore[dict-item]
        "person_field": "data.customer",
        "event_field": "type",
        "properties-0-path": "type",
        "properties-0-name": "",
        "properties-1-path": "data.order.total",
        "properties-1-name": "total",
    }
    admin.post(edit, values_of(address, **chosen))
    address.refresh_from_db()
    assert (address.person_field, address.event_field) == ("data.customer", "type")
    assert address.properties == [["total", "data.order.total"]]
    trial = admin.get(reverse("linesteps_receiving:trial", args=[address.pk])).content.decode()
    assert "order.paid" in trial and "花子" in trial and "4800" in trial
    assert not Activity.objects.exists()
    # Half a choice, and names that no condition could ask for, are told in place.
    for wrong in (
        {"person_by": "attribute"},
        {"event_name": "Order Paid", "event_field": ""},
        {"event_name": "paid"},
        {"properties-1-name": "a b"},
        {"properties-0-name": "total"},
    ):
        answer = admin.post(edit, values_of(address, **{**chosen, **wrong}))
        assert answer.status_code == 200 and answer.context["form"].errors, wrong
    other = Account.objects.create(name="Other", channel_id="9", channel_secret="s", channel_access_token="t")
    theirs = Attribute.objects.create(account=other, key="number", name="Number")
    answer = admin.post(
        edit, values_of(address, **{**chosen, "person_by": "attribute", "person_attribute": theirs.pk})
    )
    assert answer.context["form"].errors


def test_secret_is_renewed_and_kept_reports_are_taken_again(admin: Client, account: Account) -> None:
    address = ReceivingAddress.objects.create(
        account=account, name="Shop", person_field="who", event_name="paid"
    )
    before = reveal(address.secret)
    page = admin.post(reverse("linesteps_receiving:renew", args=[address.pk]), follow=True).content.decode()
    address.refresh_from_db()
    after = reveal(address.secret)
    assert after != before and after in page.replace("&#x2B;", "+") and before not in page
    friend = make_friend(account, "花子")
    for number, who in enumerate((friend.pk, "nobody")):
        Received.objects.create(
            address=address,
            event_id=f"m{number}",
            status="kept",
            reason="unknown_person",
            detail=str(who),
            body=json.dumps({"who": who}),
            received_at=clock.now(),
        )
    log = reverse("linesteps_receiving:received", args=[address.pk])
    assert "nobody" in admin.get(log).content.decode()
    admin.post(reverse("linesteps_receiving:again", args=[address.pk]))
    assert set(Received.objects.values_list("event_id", "status")) == {("m0", "taken"), ("m1", "kept")}
    assert Activity.objects.get(kind="event").data["name"] == "paid"


def test_system_is_told_by_itself_of_what_is_ticked_tested_and_told_again(
    admin: Client, account: Account, settings: Any
) -> None:
    add = reverse("linesteps_endpoints:add")
    values = {"name": "CRM", "url": "https://crm.jp/line", "is_on": "on", "kinds": ["friend.added"]}
    assert admin.post(add, values).context["form"].errors.keys() == {"account"}
    admin.post(add, {**values, "account": account.pk, "details": ["display_name"]})
    endpoint = Endpoint.objects.get()
    assert (endpoint.kinds, endpoint.details, endpoint.account) == (
        ["friend.added"],
        ["display_name"],
        account,
    )
    with running(200, 500) as system:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host]
        Endpoint.objects.update(url=f"http://{system.host}/", secret=new_secret())
        tries = [
            admin.post(reverse("linesteps_endpoints:try", args=[endpoint.pk]), follow=True).content.decode()
            for _number in range(2)
        ]
        assert "200" in tries[0] and "500" in tries[1]
        assert [json.loads(one.body)["type"] for one in system.heard] == ["linesteps.test.v1"] * 2
    assert not Call.objects.exists()
    call = Call.objects.create(
        endpoint=endpoint,
        follower=make_friend(account, "花子"),
        kind="friend.added",
        body="{}",
        status="done",
        due_at=clock.now(),
        created_at=clock.now(),
    )
    again = reverse("linesteps_endpoints:send_again", args=[endpoint.pk])
    for number in ("", "x", str(call.pk + 1)):
        admin.post(again, {"call": number})
    assert Call.objects.get().status == "done"
    admin.post(again, {"call": call.pk})
    row = Call.objects.get()
    assert (row.status, row.event_id) == ("new", call.event_id)
    page = admin.get(reverse("linesteps_endpoints:calls", args=[endpoint.pk])).content.decode()
    assert "friend" in page.lower()
