"""Own coupons when many workers give them at once, die meanwhile, or two phones use one."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from linesteps.clock import VirtualClock
from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon
from linesteps.coupons.redeem import Outcome, use
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity, Follower
from linesteps.outbox.models import Dispatch
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.faults.children import dies_at
from tests.faults.invariants import check_invariants, drain
from tests.faults.test_crowds import crowd
from tests.faults.test_engine import at_once, till_done
from tests.integration.coupons.making import card, codes_to, own_coupon

PEOPLE, CODES = 60, 45


def pool(shop: Shop, count: int = CODES) -> OwnCoupon:
    return own_coupon(shop, *(f"CODE-{number}" for number in range(count)))


def some(limit: int) -> int:
    """A batch that is smaller than the crowd, so that workers meet at the list."""
    return advance(limit=limit)


@pytest.mark.fault("E-15")
def test_two_workers_never_give_one_code_twice_nor_leave_one_over(shop: Shop, virtual: VirtualClock) -> None:
    coupon = pool(shop)
    scenario = shop.publish(steps=[wait(days=1), send("Yours", card(coupon))], triggers=[trigger("by_hand")])
    friends = crowd(shop, scenario, PEOPLE)
    worker = till_done(lambda: some(7))
    at_once(worker, worker, worker)
    drain(shop)
    found = [codes_to(shop, friend) for friend in friends]
    assert Counter(code for codes in found for code in codes) == {f"CODE-{n}": 1 for n in range(CODES)}
    # Whoever got no code got no message either, and the results say why.
    assert sum(not shop.messages_to(friend) for friend in friends) == PEOPLE - CODES
    assert Dispatch.objects.filter(reason="no_code").count() == PEOPLE - CODES
    check_invariants(shop)


@pytest.mark.fault("E-15")
@pytest.mark.parametrize("point", ["coupons.after_allocate", "engine.after_post", "engine.after_commit"])
def test_worker_killed_while_it_gives_codes_spends_none(
    shop: Shop, virtual: VirtualClock, point: str
) -> None:
    coupon = pool(shop, 10)
    scenario = shop.publish(steps=[wait(days=1), send(card(coupon))], triggers=[trigger("by_hand")])
    friends = crowd(shop, scenario, 10)
    assert dies_at(point, lambda: some(6))
    drain(shop)
    assert Counter(code for friend in friends for code in codes_to(shop, friend)) == {
        f"CODE-{n}": 1 for n in range(10)
    }
    assert CouponTicket.objects.count() == 10 and not CouponCode.objects.free().exists()
    check_invariants(shop)


@pytest.mark.fault("E-15")
def test_two_scenarios_at_once_give_a_friend_one_coupon(shop: Shop, virtual: VirtualClock) -> None:
    coupon = pool(shop)
    scenarios = [
        shop.publish(name=name, steps=[wait(days=1), send(card(coupon))], triggers=[trigger("by_hand")])
        for name in ("One", "Two")
    ]
    friends = crowd(shop, scenarios[0], 20)
    now = virtual.at
    version = scenarios[1].current_version
    assert version is not None
    Enrolment.objects.bulk_create(
        Enrolment(
            scenario=scenarios[1], version=version, follower=follower, status=Enrolment.Status.WAITING,
            step_id=version.graph["entry"], arrived_at=now, entered_at=now - timedelta(days=1), due_at=now,
            cause="by_hand",
        )
        # The other way round, so that the two workers meet in the middle.
        for follower in Follower.objects.order_by("-pk")
    )  # fmt: skip
    at_once(*(till_done(lambda pk=one.pk: advance(limit=9, scenario_id=pk)) for one in scenarios))
    drain(shop)
    for friend in friends:
        first, second = codes_to(shop, friend)
        assert first == second
    assert CouponTicket.objects.count() == 20
    assert CouponCode.objects.exclude(taken_at=None).count() == 20
    check_invariants(shop)


@pytest.mark.fault("E-15")
def test_two_phones_use_a_coupon_once(shop: Shop) -> None:
    coupon = pool(shop, 1)
    shop.publish(steps=[send(card(coupon))])
    shop.add_friend()

    def act() -> Outcome:
        ticket = CouponTicket.objects.select_related("coupon", "follower").get()
        return use(ticket, where=CouponTicket.Place.PAGE)

    outcomes = at_once(*[act] * 5)
    assert Counter(outcomes) == {Outcome.USED: 1, Outcome.USED_BEFORE: 4}
    assert Activity.objects.filter(kind="coupon_used").count() == 1
