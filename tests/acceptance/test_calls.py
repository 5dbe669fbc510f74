"""Telling another system: signed, after the commit, again under the same id, and told when it is given up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.friends.timeline import timeline
from linesteps.calls.make import PAUSES
from linesteps.calls.models import Call, Endpoint, new_secret, secret_bytes
from linesteps.engine import advance as advancing
from linesteps.engine.enrol import enrol
from linesteps.fields import reveal
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute, Follower, FollowerTag, Tag
from linesteps.health.look import look
from linesteps.privacy.erase import erase
from linesteps.privacy.export import as_json, personal_data
from linesteps.pruning.prune import prune
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import Plain, send, step, trigger
from linesteps.testing.shop import Shop
from tests.calling import System, running

SAID = trigger("keyword", words="hi", match="is")


@pytest.fixture
def system(settings: Any) -> Any:
    with running() as found:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [found.host]
        yield found


def endpoint_at(system: System, **values: Any) -> Endpoint:
    known = {"name": "CRM", "url": f"http://{system.host}/line", "secret": new_secret()}
    return Endpoint.objects.get(pk=Endpoint.objects.create(**{**known, **values}).pk)


def tell(endpoint: Endpoint, *facts: str, attributes: tuple[str, ...] = (), name: str = "") -> Plain:
    items = [{"type": "item", "value": key, "id": key} for key in attributes]
    value = {"name": name, "endpoint": endpoint.pk, "facts": list(facts), "attributes": items}
    return step("call_webhook", value, "tell")


def test_system_is_told_what_was_ticked_and_can_check_who_tells_it(shop: Shop, system: System) -> None:
    endpoint = endpoint_at(system)
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    Attribute.objects.create(account=shop.account, key="area", name="Area")
    told = tell(endpoint, "display_name", "tags", attributes=("rank", "area"), name="Bought")
    scenario = shop.publish(steps=[told, send("Hi")], triggers=[SAID])
    friend = shop.add_friend("花子")
    row = shop.follower(friend)
    set_attribute(row, "rank", "gold", "hand")
    FollowerTag.objects.create(
        follower=row,
        tag=Tag.objects.create(account=shop.account, name="VIP"),
        source="hand",
        added_at=clock.now(),
    )
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == ["Hi"]
    [heard] = system.heard
    body = json.loads(heard.body)
    [call] = Call.objects.all()
    assert body == {
        "id": str(call.event_id),
        "type": "linesteps.step.v1",
        "timestamp": call.created_at.astimezone(UTC).isoformat(),
        "data": {
            "scenario": {"id": scenario.pk, "name": "Scenario"},
            "step": {"id": "tell", "name": "Bought"},
            "follower": {
                "id": row.pk,
                "display_name": "花子",
                "tags": ["VIP"],
                "attributes": {"rank": "gold", "area": None},
            },
        },
    }
    assert friend not in heard.body.decode()
    # As Standard Webhooks says it, worked out anew.
    key = base64.b64decode(reveal(endpoint.secret).removeprefix("whsec_"))
    assert key == secret_bytes(reveal(endpoint.secret))
    stamp = heard.headers["webhook-timestamp"]
    signed = f"{call.event_id}.{stamp}.".encode() + heard.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert heard.headers["webhook-signature"] == f"v1,{expected}"
    assert heard.headers["webhook-id"] == str(call.event_id)
    assert abs(int(stamp) - clock.real_now().timestamp()) < 60
    assert (call.status, call.status_code, call.tries) == (Call.Status.DONE, 200, 1)
    [entry] = [one for one in timeline(row).entries if "CRM" in one.text]
    assert not entry.is_trouble
    assert "CRM" in as_json(personal_data(row))


def test_system_that_fails_is_asked_again_under_the_same_id_until_it_takes_it(
    shop: Shop, system: System
) -> None:
    system.answers = [500, 429, 404, 200]
    shop.publish(steps=[tell(endpoint_at(system)), send("Hi")])
    friend = shop.add_friend()
    assert shop.texts_to(friend) == ["Hi"]
    assert len(system.heard) == 1
    shop.pass_time(hours=1)
    assert len(system.heard) == 4
    assert len({one.headers["webhook-id"] for one in system.heard}) == 1
    assert len({one.body for one in system.heard}) == 1
    assert Call.objects.get().status == Call.Status.DONE
    assert mail.outbox == []


def test_what_is_given_up_is_told_once_and_can_be_made_again(
    shop: Shop, system: System, admin_client: Client, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    Account.objects.filter(pk=shop.account.pk).update(notify_emails="boss@example.com")
    system.answers = [503]
    endpoint = endpoint_at(system)
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    shop.publish(steps=[tell(endpoint, "os", attributes=("rank",))])
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    shop.pass_time(hours=sum((pause for pause in PAUSES), timedelta()) / timedelta(hours=1) + 1)
    assert set(Call.objects.values_list("status", "tries")) == {(Call.Status.FAILED, len(PAUSES) + 1)}
    [told] = mail.outbox
    assert "CRM" in told.subject and "503" in told.body
    [finding] = [one for one in look("calls") if one.level == "warning"]
    assert "3" in finding.text
    page = admin_client.get(reverse("linesteps_endpoints:calls", args=[endpoint.pk])).content.decode()
    assert page.count("503") == 3
    assert "Phone" in page and "Rank" in page
    assert [one for one in timeline(shop.follower(friends[0])).entries if one.is_trouble]
    system.answers = [200]
    shop.pass_time(days=1)
    admin_client.post(reverse("linesteps_endpoints:call_again", args=[endpoint.pk]))
    shop.settle()
    assert set(Call.objects.values_list("status", flat=True)) == {Call.Status.DONE}
    assert len({one.headers["webhook-id"] for one in system.heard}) == 3
    assert [one.level for one in look("calls")] == ["ok"]


def test_address_that_is_gone_for_good_or_private_is_not_asked_again(shop: Shop, system: System) -> None:
    system.answers = [410]
    gone = endpoint_at(system)
    private = endpoint_at(system, name="Router", url="https://10.0.0.1/")
    shop.publish(steps=[tell(gone), step("call_webhook", {**tell(private)["value"]})])
    shop.add_friend()
    shop.pass_time(days=3)
    assert len(system.heard) == 1
    assert set(Call.objects.values_list("endpoint__name", "status", "fault", "tries")) == {
        ("CRM", "failed", "", 1),
        ("Router", "failed", "private", 1),
    }


def test_system_out_of_use_is_not_called(shop: Shop, system: System) -> None:
    endpoint = endpoint_at(system)
    shop.publish(steps=[tell(endpoint)])
    Endpoint.objects.update(is_on=False)
    shop.add_friend()
    assert (system.heard, Call.objects.get().status) == ([], Call.Status.OFF)
    [found] = problems(shop.draw(name="Other", steps=[tell(endpoint)]))
    assert not found.problem.is_error


def test_slow_system_does_not_hold_up_another(shop: Shop, system: System, settings: Any) -> None:
    import time

    with running(lambda handler: time.sleep(1)) as slow:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host, slow.host]
        sleepy = endpoint_at(slow, name="Sleepy")
        shop.publish(steps=[tell(sleepy), step("call_webhook", {**tell(endpoint_at(system))["value"]})])
        people = [shop.line.add_friend(shop.there) for _number in range(20)]
        began = time.monotonic()
        shop.settle()
        assert time.monotonic() - began < 30
    assert len(system.heard) == len(people)


def test_person_who_was_erased_is_told_to_nobody_any_more(shop: Shop, system: System) -> None:
    system.answers = [500]
    shop.publish(steps=[tell(endpoint_at(system), "display_name")])
    friend = shop.follower(shop.add_friend("Hanako"))
    erase(friend.pk)
    shop.pass_time(days=2)
    assert len(system.heard) == 1
    call = Call.objects.get()
    # What kind of thing was given to whom stays on record.
    assert (call.status, call.body, call.facts) == (Call.Status.OFF, "", ["display_name"])


def test_text_of_old_calls_is_pruned_and_the_record_stays(shop: Shop, system: System) -> None:
    shop.publish(steps=[tell(endpoint_at(system), "display_name")])
    shop.add_friend()
    assert shop.virtual is not None
    shop.virtual.move_by(days=200)
    assert prune()["calls"] == 1
    assert Call.objects.values_list("body", "facts", "status").get() == ("", ["display_name"], "done")


def test_batch_of_thousands_costs_a_question_for_each_kind_of_fact(shop: Shop, system: System) -> None:
    endpoint = endpoint_at(system)
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    told = tell(endpoint, "display_name", "tags", attributes=("rank",))
    scenario = shop.publish(steps=[told], triggers=[SAID])

    def asked(count: int) -> int:
        known = Follower.objects.count()
        rows = Follower.objects.bulk_create(
            Follower(
                account=shop.account, line_user_id=f"U{known + number:032x}", status=Follower.Status.FRIEND
            )
            for number in range(count)
        )
        for row in rows:
            enrol(scenario, row, cause="by_hand")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            advancing.advance(limit=5000)
        return len(queries)

    few, many = asked(5), asked(400)
    assert many <= few + 3, (few, many)
    assert Call.objects.count() == 405


def test_secret_is_written_never_read(admin_client: Client, db: None) -> None:
    url = reverse("linesteps_endpoints:add")
    values = {"name": "CRM", "url": "https://crm.jp/line", "secret": "", "is_on": "on"}
    page = admin_client.post(url, values, follow=True).content.decode()
    endpoint = Endpoint.objects.get()
    secret = reveal(endpoint.secret)
    assert secret.startswith("whsec_") and endpoint.secret_at is not None
    # Shown once, so that it can be copied.
    assert page.replace("&#x2B;", "+").count(secret) == 1
    edit = reverse("linesteps_endpoints:edit", args=[endpoint.pk])
    assert secret not in admin_client.get(edit).content.decode()
    admin_client.post(edit, {**values, "name": "Shop CRM"})
    endpoint.refresh_from_db()
    assert (endpoint.name, reveal(endpoint.secret)) == ("Shop CRM", secret)
    page = admin_client.post(edit, {**values, "secret": "too-short"}).content.decode()
    assert "whsec_" in page and reveal(Endpoint.objects.get().secret) == secret
    page = admin_client.post(edit, {**values, "url": "http://crm.jp/"}).content.decode()
    assert "https://" in page and Endpoint.objects.get().url == "https://crm.jp/line"
    other = new_secret()
    admin_client.post(edit, {**values, "secret": other})
    assert reveal(Endpoint.objects.get().secret) == other
