"""Other systems are told by themselves of what happens: in its transaction, signed, at least once, under one id."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.calls import make
from linesteps.calls.kinds import KINDS
from linesteps.calls.models import Call, Endpoint, new_secret
from linesteps.coupons.models import CouponTicket
from linesteps.coupons.redeem import use
from linesteps.failpoints import FailpointReached, arm
from linesteps.fields import reveal
from linesteps.outbox.models import Dispatch
from linesteps.privacy.erase import erase
from linesteps.pruning.prune import prune
from linesteps.running import settle_now
from linesteps.testing.build import Plain, branch, clicked, path, send, step, trigger, wait
from linesteps.testing.shop import Shop
from tests.calling import Heard, System, running
from tests.integration.coupons.making import card, own_coupon

ALL = [name for name, _label in KINDS]
SAID = trigger("keyword", words="hi", match="is")


@pytest.fixture
def system(settings: Any) -> Any:
    with running() as found:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [found.host]
        yield found


def listener(shop: Shop, system: System, *kinds: str, **values: Any) -> Endpoint:
    known = {
        "name": "CRM",
        "url": f"http://{system.host}/line",
        "secret": new_secret(),
        "account": shop.account,
        "kinds": list(kinds),
    }
    return Endpoint.objects.get(pk=Endpoint.objects.create(**{**known, **values}).pk)


def is_signed(heard: Heard, secret: str) -> bool:
    """As standardwebhooks.com says it, worked out anew."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    headers = heard.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + heard.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    is_fresh = abs(int(headers["webhook-timestamp"]) - clock.real_now().timestamp()) < 300
    return is_fresh and f"v1,{expected}" in headers["webhook-signature"].split()


def told(system: System) -> list[tuple[str, dict[str, Any]]]:
    found = [json.loads(one.body) for one in system.heard]
    return [(one["type"].removeprefix("linesteps.").removesuffix(".v1"), one["data"]) for one in found]


def test_everything_that_happens_to_a_friend_is_told_with_numbers_only(shop: Shop, system: System) -> None:
    endpoint = listener(shop, system, *ALL)
    coupon = own_coupon(shop, "CODE-1")
    steps: list[Plain] = [
        send("https://example.com/sale", id="link"),
        branch(path([clicked("link")], [send("Tapped", card(coupon))]), otherwise=[], wait_hours=2),
        step("goal", {"name": "Bought"}, "goal"),
        wait(days=1),
        send("Late"),
    ]
    scenario = shop.publish(steps=steps)
    quick = shop.publish(name="Quick", steps=[send("Yes")], triggers=[SAID])
    friend = shop.add_friend("花子")
    row = shop.follower(friend)
    shop.tap_link(friend)
    shop.say(friend, "hi")
    use(CouponTicket.objects.select_related("coupon", "follower").get(follower=row), where="desk")
    shop.settle()
    shop.block(friend)
    shop.settle()
    kinds = [kind for kind, _data in told(system)]
    # Nobody is refused by LINE here; the kind has its own test.
    assert set(kinds) == set(ALL) - {"message.not_sent", "answer.chosen"}
    assert all(data["follower"] == {"id": row.pk} for _kind, data in told(system))
    text = " ".join(one.body.decode() for one in system.heard)
    for secret in (friend, "花子", "hi", "example.com/sale"):
        assert f'"{secret}' not in text and secret not in text.replace("this", "")
    [entered] = [
        data
        for kind, data in told(system)
        if kind == "scenario.entered" and data["scenario"]["id"] == quick.pk
    ]
    assert entered["cause"] == "keyword"
    [left] = [data for kind, data in told(system) if kind == "scenario.left"]
    assert (left["scenario"], left["reason"]) == ({"id": scenario.pk}, "blocked")
    [clicked_one] = [data for kind, data in told(system) if kind == "link.clicked"]
    assert clicked_one["step"] == {"id": "link"} and "url" not in clicked_one
    assert kinds.count("message.sent") == Dispatch.objects.filter(status="accepted").count()
    assert all(is_signed(one, reveal(endpoint.secret)) for one in system.heard)
    assert not is_signed(system.heard[0], new_secret())
    assert len({one.headers["webhook-id"] for one in system.heard}) == len(system.heard)


def test_what_is_ticked_is_told_too_and_why_a_message_was_not_sent(shop: Shop, system: System) -> None:
    listener(
        shop,
        system,
        "reply.received",
        "message.not_sent",
        details=["display_name", "text"],
    )
    shop.publish(steps=[wait(days=1), send("Late")])
    friend = shop.add_friend("花子")
    shop.say(friend, "How much?")
    shop.line.fail("push", "400", message="The property, to, in the request body is invalid")
    shop.pass_time(days=1)
    row = shop.follower(friend)
    person = {"id": row.pk, "display_name": "花子"}
    [(first, said), (second, failed)] = told(system)
    assert (first, second) == ("reply.received", "message.not_sent")
    assert said == {"follower": person, "message_type": "text", "text": "How much?"}
    assert (failed["follower"], failed["reason"]) == (person, "refused_by_line")
    # What was given to a third party, and of whom, is on record.
    assert Call.objects.filter(kind="reply.received").get().facts == ["display_name", "text"]


@pytest.mark.parametrize("point", ["calls.after_call", "calls.before_commit"])
def test_crash_after_delivery_delivers_again_under_the_same_id(
    shop: Shop, system: System, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "LOST_AFTER", timedelta(0))
    listener(shop, system, "friend.added")
    shop.line.add_friend(shop.there, name="A")
    shop.hear()
    with arm(point, "raise"), pytest.raises(FailpointReached):
        settle_now()
    assert len(system.heard) == 1
    shop.settle()
    first, second = system.heard
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert Call.objects.get().status == Call.Status.DONE


def test_other_accounts_other_kinds_and_systems_out_of_use_are_told_nothing(
    shop: Shop, system: System
) -> None:
    listener(shop, system, "friend.blocked", name="Other kind")
    listener(shop, system, "friend.added", name="Off", is_on=False)
    other = Account.objects.create(name="Other", channel_id="2", channel_secret="s", channel_access_token="t")
    listener(shop, system, "friend.added", name="Other account", account=other)
    shop.add_friend()
    assert (system.heard, Call.objects.count()) == ([], 0)


def test_system_that_takes_nothing_for_three_days_is_taken_out_of_use_and_people_are_told(
    shop: Shop, system: System, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    Account.objects.filter(pk=shop.account.pk).update(notify_emails="boss@example.com")
    endpoint = listener(shop, system, "friend.added", "reply.received")
    system.answers = [503]
    friend = shop.add_friend()
    for _day in range(4):
        shop.say(friend, "Hello")
        shop.pass_time(days=1)
    endpoint.refresh_from_db()
    assert not endpoint.is_on and endpoint.stopped_at is not None
    assert [one for one in mail.outbox if "out of use" in one.subject]
    before = len(system.heard)
    shop.say(friend, "Anybody there?")
    shop.pass_time(days=2)
    assert len(system.heard) == before


def test_many_at_once_cost_one_look_one_question_and_one_insert_and_nothing_without_listeners(
    shop: Shop, system: System
) -> None:
    shop.publish(steps=[wait(days=1), send("Late")])

    def asked(count: int) -> int:
        for _number in range(count):
            shop.line.add_friend(shop.there)
        shop.settle()
        assert shop.virtual is not None
        shop.virtual.move_by(days=1)
        with CaptureQueriesContext(connection) as queries:
            settle_now()
        return sum('linesteps_call"' in one["sql"] and "INSERT" in one["sql"] for one in queries)

    assert asked(3) == 0
    listener(shop, system, "message.sent", "scenario.finished")
    assert asked(40) == 2
    assert Call.objects.filter(kind="message.sent").count() == 40


def test_erased_and_old_ones_leave_nothing_behind(shop: Shop, system: System) -> None:
    system.answers = [500]
    listener(shop, system, "friend.added", details=["display_name"])
    friend = shop.follower(shop.add_friend("Hanako"))
    erase(friend.pk)
    shop.pass_time(days=1)
    assert len(system.heard) == 1
    assert Call.objects.get().body == ""
    system.answers = [200]
    Call.objects.all().delete()
    shop.add_friend("Taro")
    assert shop.virtual is not None
    shop.virtual.move_by(days=400)
    prune()
    # With a name it is the record of what a third party was given; without one it is only old.
    assert Call.objects.values_list("body", "facts").get() == ("", ["display_name"])
    Call.objects.update(facts=[])
    prune()
    assert not Call.objects.exists()
