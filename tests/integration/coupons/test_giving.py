"""Own coupons in scenarios: each friend gets one, no code goes out twice, and nobody gets an empty card."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from linesteps.clock import VirtualClock
from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.failpoints import FailpointReached, arm
from linesteps.outbox.models import Dispatch
from linesteps.running import settle_now
from linesteps.testing.build import branch, condition, path, send, trigger, wait
from linesteps.testing.shop import Shop
from tests.integration.coupons.making import card, codes_to, own_coupon

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_friend_gets_a_code_of_their_own_by_push_or_reply(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1", "CODE-2", "CODE-3")
    shop.publish(steps=[send("Welcome", card(coupon))])
    people = [shop.add_friend(name) for name in ("Aya", "Ben")]
    assert [codes_to(shop, person) for person in people] == [["CODE-1"], ["CODE-2"]]
    assert {one.endpoint for one in shop.line.sends} <= {"push", "reply"}
    assert CouponCode.objects.filter(coupon=coupon).free().values_list("text", flat=True).get() == "CODE-3"
    ticket = CouponTicket.objects.get(code_text="CODE-1")
    assert ticket.follower == shop.follower(people[0]) and ticket.step_id and ticket.scenario_id


def test_common_code_goes_to_everybody(shop: Shop) -> None:
    coupon = own_coupon(shop, codes=OwnCoupon.Codes.COMMON, common_code="CODE-77")
    shop.publish(steps=[send(card(coupon))])
    people = [shop.add_friend(name) for name in ("Aya", "Ben")]
    assert [codes_to(shop, person) for person in people] == [["CODE-77"], ["CODE-77"]]


def test_whoever_finds_the_list_empty_gets_nothing_of_the_step_and_goes_on(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1")
    shop.publish(steps=[send("Here it is", card(coupon), id="gift"), send("And the story goes on")])
    shop.add_friend("Aya")
    late = shop.add_friend("Ben")
    assert shop.texts_to(late) == ["And the story goes on"]
    refused = Dispatch.objects.get(status=Dispatch.Status.CANCELLED)
    assert refused.reason == "no_code" and refused.visits.get().follower == shop.follower(late)
    assert not CouponTicket.objects.filter(follower=shop.follower(late)).exists()


def test_editor_may_have_the_other_messages_sent_without_the_coupon(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1")
    shop.publish(steps=[send("Here it is", card(coupon, without="the_rest"))])
    first, late = shop.add_friend("Aya"), shop.add_friend("Ben")
    assert shop.texts_to(first) == ["Here it is", "Autumn 20% off"] and shop.texts_to(late) == ["Here it is"]


def test_step_with_nothing_but_the_missing_coupon_sends_nothing(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1")
    shop.publish(steps=[send(card(coupon, without="the_rest"))])
    shop.add_friend("Aya")
    assert shop.messages_to(shop.add_friend("Ben")) == []
    assert Dispatch.objects.get(status=Dispatch.Status.CANCELLED).reason == "no_code"


def test_coupon_that_was_closed_after_publishing_goes_to_nobody(shop: Shop, virtual: VirtualClock) -> None:
    coupon = own_coupon(shop, "CODE-1")
    shop.publish(steps=[send(card(coupon)), send("Still here")])
    OwnCoupon.objects.filter(pk=coupon.pk).update(closed_at=virtual.at)
    assert shop.texts_to(shop.add_friend("Aya")) == ["Still here"]
    assert Dispatch.objects.get(status=Dispatch.Status.CANCELLED).reason == "coupon_over"
    assert CouponCode.objects.free().count() == 1


def test_second_send_shows_the_same_code_where_a_friend_gets_it_once(
    shop: Shop, virtual: VirtualClock
) -> None:
    coupon = own_coupon(shop, "CODE-1", "CODE-2")
    shop.publish(
        steps=[send(card(coupon)), wait(days=1), send(card(coupon)), wait(days=9), send(card(coupon))]
    )
    person = shop.add_friend("Aya")
    shop.pass_time(days=2)
    assert codes_to(shop, person) == ["CODE-1", "CODE-1"]
    shop.pass_time(days=10)
    # Its three days are over: a card that cannot be used is not sent.
    assert codes_to(shop, person) == ["CODE-1", "CODE-1"]
    assert Dispatch.objects.get(status=Dispatch.Status.CANCELLED).reason == "coupon_had"


def test_each_send_gives_a_new_code_where_the_editor_wants_it(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1", "CODE-2", receipts=OwnCoupon.Receipts.EACH)
    shop.publish(steps=[send(card(coupon)), wait(days=1), send(card(coupon))])
    person = shop.add_friend("Aya")
    shop.pass_time(days=2)
    assert codes_to(shop, person) == ["CODE-1", "CODE-2"]


def test_step_that_died_before_its_commit_takes_no_code(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1", "CODE-2")
    scenario = shop.publish(steps=[wait(days=1), send(card(coupon))])
    person = shop.add_friend("Aya")
    Enrolment.objects.filter(scenario=scenario).update(due_at=datetime(2020, 1, 1, tzinfo=UTC))
    for point in ("coupons.after_allocate", "engine.before_commit"):
        with arm(point), pytest.raises(FailpointReached):
            advance()
        assert CouponCode.objects.free().count() == 2 and not CouponTicket.objects.exists()
    settle_now()
    shop.pass_time(days=1)
    assert codes_to(shop, person) == ["CODE-1"] and CouponCode.objects.free().count() == 1


def test_days_after_receipt_end_with_the_day_in_the_time_zone_of_the_shop(
    shop: Shop, virtual: VirtualClock
) -> None:
    coupon = own_coupon(shop, valid_days=3)
    shop.publish(steps=[send(card(coupon))])
    person = shop.add_friend("Aya")
    local = virtual.at.astimezone(shop.account.zone)
    ends = CouponTicket.objects.get().expires_at.astimezone(shop.account.zone)
    assert (ends.date() - local.date(), f"{ends:%H:%M:%S}") == (timedelta(days=3), "23:59:59")
    assert f"Valid until {ends:%b}" in str(shop.messages_to(person))


def test_absolute_end_counts_where_it_comes_first(shop: Shop, virtual: VirtualClock) -> None:
    end = virtual.at + timedelta(days=1)
    own_coupon(shop, valid_days=3, valid_until=end)
    shop.publish(steps=[send(card(OwnCoupon.objects.get()))])
    shop.add_friend("Aya")
    assert CouponTicket.objects.get().expires_at == end


def test_condition_right_behind_the_send_knows_who_got_the_coupon(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1")
    asked = condition("coupon", coupon=coupon.pk, state="received", days=None)
    shop.publish(
        steps=[
            send(card(coupon)),
            branch(path([asked], [send("Enjoy it")]), otherwise=[send("Sorry, all are gone")]),
        ]
    )
    lucky, late = shop.add_friend("Aya"), shop.add_friend("Ben")
    assert shop.texts_to(lucky)[-1] == "Enjoy it" and shop.texts_to(late) == ["Sorry, all are gone"]


def test_wait_behind_a_coupon_is_waited_for(shop: Shop) -> None:
    coupon = own_coupon(shop)
    shop.publish(steps=[wait(days=1), send(card(coupon)), wait(days=1), send("Later")], triggers=[trigger()])
    person = shop.add_friend("Aya")
    shop.pass_time(days=1, hours=1)
    assert shop.texts_to(person) == ["Autumn 20% off"]
    shop.pass_time(days=1)
    assert shop.texts_to(person) == ["Autumn 20% off", "Later"]


def test_friend_who_blocked_takes_no_code(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-1")
    shop.publish(steps=[wait(days=1), send(card(coupon))])
    person = shop.add_friend("Aya")
    shop.block(person)
    shop.pass_time(days=2)
    assert CouponCode.objects.free().count() == 1
