"""The check of own coupons: codes against people, and the end against the send."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from linesteps.accounts.models import Account
from linesteps.coupons.models import CouponCode, OwnCoupon
from linesteps.testing.build import branch, condition, message, path, send, wait
from tests.integration.checklist.looking import START, draw, find, told

pytestmark = pytest.mark.django_db


def own(account: Account, codes: int | None = None, **fields: object) -> OwnCoupon:
    kind = OwnCoupon.Codes.NONE if codes is None else OwnCoupon.Codes.POOL
    values = {"title": "Autumn", "benefit": "20% off", "valid_days": 3, "codes": kind, **fields}
    coupon = OwnCoupon.objects.create(account=account, **values)
    CouponCode.objects.bulk_create([CouponCode(coupon=coupon, text=f"C{n}") for n in range(codes or 0)])
    return coupon


def card(coupon: OwnCoupon) -> object:
    return message("own_coupon", coupon=coupon.pk, hides_code=False, without="nothing")


def test_scenario_without_own_coupons_has_no_such_line(account: Account) -> None:
    assert find("own_coupons", draw(account, send("Hi"))) == []


def test_coupon_without_a_list_is_always_enough(account: Account) -> None:
    scenario = draw(account, send(card(own(account))), entries_per_day=1000)
    assert told("own_coupons", scenario) == [("ok", "1 own coupon is valid and has codes enough.")]


def test_fewer_codes_than_people_is_a_warning_that_leads_to_the_codes(account: Account) -> None:
    coupon = own(account, codes=40)
    (found,) = find("own_coupons", draw(account, send(card(coupon)), entries_per_day=2))
    assert (found.level.value, found.page) == (
        "warning", f"/admin/linesteps/own-coupons/codes/{coupon.pk}/"
    )  # fmt: skip
    assert found.text == "“Autumn” has 40 codes left, and up to 60 people come to it in 30 days. Add codes."
    assert told("own_coupons", draw(account, send(card(coupon)), entries_per_day=1))[0][0] == "ok"
    with override("ja"):
        text = told("own_coupons", draw(account, send(card(coupon)), entries_per_day=2))[0][1]
    assert "40" in text and "コード" in text


def test_list_that_never_had_a_code_keeps_from_publishing_and_an_empty_one_warns(account: Account) -> None:
    coupon = own(account, codes=0)
    scenario = draw(account, send(card(coupon)))
    assert told("own_coupons", scenario)[0][0] == "error"
    CouponCode.objects.create(coupon=coupon, text="A", taken_at=START)
    assert told("own_coupons", scenario)[0][0] == "warning"


def test_coupon_that_ends_before_its_earliest_send_is_an_error(account: Account) -> None:
    coupon = own(account, valid_until=START + timedelta(days=2))
    (found,) = find("own_coupons", draw(account, wait(days=3), send(card(coupon))))
    assert found.level.value == "error" and found.page.endswith(f"/edit/{coupon.pk}/")


def test_coupon_of_another_account_is_told_at_messages_and_conditions_with_the_right_page(
    account: Account,
) -> None:
    over = own(account, closed_at=START)
    scenario = draw(account, send(card(over), id="gift"))
    (found,) = [one for one in find("coupons", scenario) if one.level.value == "error"]
    assert "is over" in found.text and found.page == f"/admin/linesteps/own-coupons/edit/{over.pk}/"
    asked = condition("coupon", coupon=None, state="used", days=None)
    scenario = draw(account, branch(path([asked], [send("A")]), otherwise=[send("B")]))
    (found,) = [one for one in find("coupons", scenario) if one.level.value == "error"]
    assert found.text == "No coupon is chosen yet. Choose one." and found.page == ""
