"""Whatever we ask of LINE about coupons, LINE's own document knows it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from linesteps import clock
from linesteps.messages.models import Coupon
from linesteps.messages.registration import close_coupon, coupon_request, register_coupon
from linesteps.messages.takeover import take_over, unknown_coupons
from linesteps.testing.fake_line import RequestSeen
from linesteps.testing.shop import Shop
from tests.contract.referee.document import Document, Violation, document

pytestmark = [
    pytest.mark.any_database_once,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]
#: Each reward with an amount that is in its range.
REWARDS = [
    (one, None if one in {Coupon.Reward.FREE, Coupon.Reward.GIFT, Coupon.Reward.OTHERS} else 50)
    for one in Coupon.Reward
]
LOTTERIES: dict[str, dict[str, Any]] = {
    "for everybody": {},
    "by lot": {"win_percent": 30},
    "by lot, so many": {"win_percent": 99, "winners_max": 999_999},
}


def coupon_of(shop: Shop, **values: Any) -> Coupon:
    moment = clock.now()
    known = {
        "title": "題" * 60,
        "description": "d" * 1000,
        "usage_condition": "u" * 100,
        "coupon_code": "CODE-16-LETTERS-",
        "reward": Coupon.Reward.DISCOUNT_PERCENT,
        "reward_value": 10,
        "valid_from": moment,
        "valid_until": moment + timedelta(days=30),
    }
    return Coupon.objects.create(account=shop.account, **{**known, **values})


def judged(seen: RequestSeen) -> list[Violation] | None:
    """What the document says of the body of a call; ``None`` for a call that it does not know."""
    known = document()
    for path, operations in known.paths.items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), seen.path):
            operation = operations.get(seen.method.lower())
            if operation is None:
                return None
            content = operation.get("requestBody", {}).get("content", {})
            if not content:
                return []
            return known.violations(json.loads(seen.body), content["application/json"]["schema"])
    return None


def calls(shop: Shop) -> list[RequestSeen]:
    return [one for one in shop.line.requests if one.endpoint.startswith("coupon")]


@pytest.mark.parametrize(("reward", "amount"), REWARDS, ids=[str(one) for one, _amount in REWARDS])
@pytest.mark.parametrize("lottery", LOTTERIES.values(), ids=list(LOTTERIES))
def test_every_coupon_is_created_as_documented(
    shop: Shop, reward: str, amount: int | None, lottery: dict[str, Any]
) -> None:
    coupon = coupon_of(shop, reward=reward, reward_value=amount, **lottery)
    coupon.full_clean()
    register_coupon(coupon)
    [call] = calls(shop)
    assert (call.method, call.path) == ("POST", "/v2/bot/coupon")
    assert judged(call) == []
    # What goes over the wire is what we meant: no model of the SDK's has dropped or added anything.
    assert json.loads(call.body) == coupon_request(coupon)


def test_coupon_with_a_picture_that_can_be_used_again_is_as_documented(
    shop: Shop, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    # Tests with real commits flush the one that Wagtail's migrations make.
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    image = Image.objects.create(title="Fish", file=get_test_image_file())
    coupon = coupon_of(shop, image=image, can_be_used_again=True)
    request = coupon_request(coupon)
    assert request["imageUrl"].startswith("http") and request["maxUseCountPerTicket"] == -1
    register_coupon(coupon)
    assert judged(calls(shop)[0]) == []


def test_every_call_of_a_coupons_life_is_known_to_the_document(shop: Shop) -> None:
    coupon = coupon_of(shop)
    register_coupon(coupon)
    line_id = coupon.line_coupon_id
    Coupon.objects.all().delete()
    assert [one.coupon_id for one in unknown_coupons(shop.account)] == [line_id]
    close_coupon(take_over(shop.account, line_id))
    assert {one.endpoint for one in calls(shop)} == {
        "coupon_create",
        "coupon_list",
        "coupon_get",
        "coupon_close",
    }
    assert {(one.method, one.path): judged(one) for one in calls(shop) if judged(one) != []} == {}


@pytest.mark.parametrize(
    "change",
    [
        {"reward": {"type": "nothing"}},
        {"reward": {"type": "discount", "priceInfo": {"type": "free"}}},
        {"acquisitionCondition": {"type": "referral"}},
        {"acquisitionCondition": {"type": "lottery", "chance": 3}},
        {"timezone": "ASIA_KYOTO"},
        {"colour": "red"},
        {"title": None},
    ],
    ids=str,
)
def test_document_refuses_what_it_does_not_know(shop: Shop, change: dict[str, Any]) -> None:
    known: Document = document()
    request = coupon_request(coupon_of(shop))
    assert known.violations(request, "CouponCreateRequest") == []
    assert known.violations({**request, **change}, "CouponCreateRequest")
