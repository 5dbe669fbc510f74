"""Where a coupon is only shown, nobody's code is taken: preview, test send, “Try it”."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon
from linesteps.followers.models import Follower
from linesteps.scenarios.conversation import conversation, example_values
from linesteps.simulator.acts import read_script
from linesteps.simulator.persona import Persona
from linesteps.simulator.simulate import simulate
from linesteps.testing.build import branch, condition, path, send, trigger
from linesteps.testing.shop import Shop
from linesteps.testsend.send_test import send_test
from tests.integration.coupons.making import card, codes_to, opened, own_coupon, page_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coupon(shop: Shop) -> OwnCoupon:
    return own_coupon(shop, "CODE-1")


def nothing_was_taken() -> bool:
    return not CouponTicket.objects.exists() and CouponCode.objects.free().count() == 1


def test_preview_shows_a_sample(shop: Shop, coupon: OwnCoupon) -> None:
    scenario = shop.draw(steps=[send("Hi {{ display_name|you }}", card(coupon))])
    told = str(conversation(scenario, values=example_values(shop.account)).messages())
    assert "SAMPLE-1234" in told and "/line/c/" in told and "{{" not in told
    assert nothing_was_taken()


def test_test_send_shows_a_sample_whose_page_says_so(shop: Shop, coupon: OwnCoupon) -> None:
    scenario = shop.draw(steps=[send(card(coupon), id="gift")], triggers=[trigger("by_hand")])
    person = shop.add_friend("Aya")
    Follower.objects.update(is_tester=True)
    user = get_user_model().objects.create_user("editor", password="x")
    send_test(scenario, scenario, "gift", [shop.follower(person).pk], user=user)
    shop.settle()
    assert "SAMPLE-1234" in str(shop.messages_to(person)) and codes_to(shop, person) == []
    assert "This is a sample" in opened(shop, page_of(shop, person)).content.decode()
    assert nothing_was_taken()


def test_trial_gives_a_sample_also_when_the_list_is_empty_and_leaves_no_trace(
    shop: Shop, coupon: OwnCoupon
) -> None:
    asked = condition("coupon", coupon=coupon.pk, state="not_used", days=None)
    steps: list[Any] = [
        send(card(coupon)),
        branch(path([asked], [send("Use it")]), otherwise=[send("No coupon")]),
    ]
    scenario = shop.draw(steps=steps)
    for _list in ("full", "empty"):
        played = simulate(
            scenario, Persona(name="Hanako"), start=shop.virtual.at + timedelta(hours=1),  # type: ignore[union-attr]
            script=read_script([], shop.account.zone),
        )  # fmt: skip
        assert "SAMPLE-1234" in str(played) and "Use it" in str(played)
        assert not CouponTicket.objects.exists()
        CouponCode.objects.update(taken_at=shop.virtual.at)  # type: ignore[union-attr]
