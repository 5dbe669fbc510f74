"""Coupons: registered once with LINE, then fixed; closed for good. Tags and attributes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute, Tag
from linesteps.messages.models import Coupon
from linesteps.messages.registration import CouponNotReady, coupon_request, register_coupon
from linesteps.messages.takeover import unknown_coupons
from linesteps.testing.fake_line import FakeLine
from tests.admin.builders import SECRETS, make_account, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine() as fake:
        yield fake


@pytest.fixture
def at_line(line: FakeLine, db: None) -> Account:
    account = make_account(api_base_url=line.base_url)
    line.add_account(channel_id=account.channel_id, access_token=SECRETS[2])
    return account


def make_coupon(account: Account, **fields: Any) -> Coupon:
    now = clock.now()
    return Coupon.objects.create(
        **{
            "account": account,
            "title": "10 % off",
            "valid_from": now,
            "valid_until": now + timedelta(days=30),
            "reward": Coupon.Reward.DISCOUNT_PERCENT,
            "reward_value": 10,
            **fields,
        }
    )


def press(client: Client, coupon: Coupon, name: str) -> Any:
    return client.post(reverse(f"linesteps_coupons:{name}", args=[coupon.pk]), follow=True)


def test_request_has_what_line_asks_for(account: Account) -> None:
    coupon = make_coupon(account, description="On everything", coupon_code="ABC")
    request = coupon_request(coupon)
    assert request == {
        "acquisitionCondition": {"type": "normal"},
        "title": "10 % off",
        "description": "On everything",
        "couponCode": "ABC",
        "startTimestamp": int(coupon.valid_from.timestamp()),
        "endTimestamp": int(coupon.valid_until.timestamp()),
        "maxUseCountPerTicket": 1,
        "timezone": "ASIA_TOKYO",
        "visibility": "UNLISTED",
        "reward": {"type": "discount", "priceInfo": {"type": "percentage", "percentage": 10}},
    }


@pytest.mark.parametrize(
    ("fields", "reward"),
    [
        (
            {"reward": "discount_fixed", "reward_value": 500},
            {"type": "discount", "priceInfo": {"type": "fixed", "fixedAmount": 500}},
        ),
        (
            {"reward": "cash_back_percent", "reward_value": 5},
            {"type": "cashBack", "priceInfo": {"type": "percentage", "percentage": 5}},
        ),
        (
            {"reward": "cash_back_fixed", "reward_value": 100},
            {"type": "cashBack", "priceInfo": {"type": "fixed", "fixedAmount": 100}},
        ),
        ({"reward": "free", "reward_value": None}, {"type": "free"}),
        ({"reward": "gift", "reward_value": None}, {"type": "gift"}),
        ({"reward": "others", "reward_value": None}, {"type": "others"}),
    ],
)
def test_every_reward_is_taken_by_line(
    at_line: Account, fields: dict[str, Any], reward: dict[str, Any]
) -> None:
    coupon = make_coupon(at_line, **fields)
    assert coupon_request(coupon)["reward"] == reward
    register_coupon(coupon)
    assert coupon.is_registered


def test_discount_of_100_percent_is_refused_before_line_is_asked(account: Account) -> None:
    with pytest.raises(CouponNotReady):
        coupon_request(make_coupon(account, reward_value=100))


@pytest.mark.parametrize(("winners", "at_most"), [(None, -1), (100, 100)])
def test_lottery_is_registered_with_its_chance_and_its_limit(
    line: FakeLine, at_line: Account, winners: int | None, at_most: int
) -> None:
    register_coupon(make_coupon(at_line, win_percent=30, winners_max=winners))
    [there] = line.platform.coupons[at_line.channel_id].values()
    assert there.properties["acquisitionCondition"] == {
        "type": "lottery",
        "lotteryProbability": 30,
        "maxAcquireCount": at_most,
    }


@pytest.mark.parametrize(
    ("percent", "winners", "field"), [(100, None, "win_percent"), (None, 5, "winners_max")]
)
def test_lottery_that_line_would_not_take_is_told_at_its_field(
    account: Account, percent: int | None, winners: int | None, field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        make_coupon(account, win_percent=percent, winners_max=winners).full_clean()
    assert set(caught.value.message_dict) == {field}


def test_coupon_made_at_line_is_taken_over_with_all_that_line_tells(
    admin: Client, line: FakeLine, at_line: Account
) -> None:
    made = make_coupon(
        at_line, title="Made there", reward="cash_back_fixed", reward_value=100, win_percent=7, winners_max=9,
        description="D", usage_condition="U", coupon_code="C", can_be_used_again=True,
    )  # fmt: skip
    register_coupon(made)
    line_coupon_id = made.line_coupon_id
    register_coupon(known := make_coupon(at_line, title="Known here"))
    made.delete()
    url = reverse("linesteps_coupons:at_line")
    assert "Made there" not in admin.get(url).content.decode()
    html = admin.get(url, {"account": at_line.pk}).content.decode()
    assert "Made there" in html and "Known here" not in html
    answer = admin.post(url, {"account": at_line.pk, "coupon": line_coupon_id}, follow=True)
    assert "can be sent" in answer.content.decode()
    taken = Coupon.objects.get(line_coupon_id=line_coupon_id)
    for name in (
        "title", "description", "usage_condition", "coupon_code", "reward", "reward_value", "win_percent",
        "winners_max", "can_be_used_again",
    ):  # fmt: skip
        assert getattr(taken, name) == getattr(made, name), name
    assert abs(taken.valid_until - made.valid_until) < timedelta(seconds=1)
    admin.post(url, {"account": at_line.pk, "coupon": line_coupon_id})
    assert Coupon.objects.count() == 2 and known.is_registered
    assert "no coupon that is not here" in admin.get(url, {"account": at_line.pk}).content.decode()


def test_more_coupons_than_one_page_are_all_found(line: FakeLine, at_line: Account) -> None:
    for number in range(103):
        register_coupon(make_coupon(at_line, title=f"No. {number}"))
    Coupon.objects.all().delete()
    assert len(unknown_coupons(at_line)) == 103


def test_trouble_at_line_is_told_and_nothing_is_taken_over(admin: Client, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(api_base_url="http://127.0.0.1:9")
    url = reverse("linesteps_coupons:at_line")
    assert "cannot be reached" in admin.get(url, {"account": account.pk}).content.decode()
    answer = admin.post(url, {"account": account.pk, "coupon": "C9"}, follow=True)
    assert "cannot be reached" in answer.content.decode()
    assert not Coupon.objects.exists()


def test_registered_coupon_keeps_the_id_and_is_registered_once(
    admin: Client, line: FakeLine, at_line: Account
) -> None:
    coupon = make_coupon(at_line)
    page = admin.get(reverse("linesteps_coupons:register", args=[coupon.pk])).content.decode()
    assert "never lets a coupon be changed" in page
    assert "can be sent" in press(admin, coupon, "register").content.decode()
    coupon.refresh_from_db()
    first = coupon.line_coupon_id
    assert first
    press(admin, coupon, "register")
    coupon.refresh_from_db()
    assert coupon.line_coupon_id == first
    assert len(line.platform.coupons[at_line.channel_id]) == 1


def test_registered_coupon_cannot_be_changed_or_deleted(admin: Client, account: Account) -> None:
    coupon = make_coupon(account, line_coupon_id="C1")
    url = reverse("linesteps_coupons:edit", args=[coupon.pk])
    data = {"account": account.pk, "title": "Other", "reward": "others"}
    assert "no longer be changed" in admin.post(url, data, follow=True).content.decode()
    admin.post(reverse("linesteps_coupons:delete", args=[coupon.pk]))
    coupon.refresh_from_db()
    assert coupon.title == "10 % off"


def test_copy_of_a_registered_coupon_is_a_new_one(admin: Client, account: Account) -> None:
    coupon = make_coupon(account, line_coupon_id="C1")
    url = reverse("linesteps_coupons:copy", args=[coupon.pk])
    data = {
        "account": account.pk,
        "title": "Copy",
        "reward": "others",
        "valid_from": "2030-01-01 00:00",
        "valid_until": "2030-02-01 00:00",
    }
    assert admin.post(url, data).status_code == 302
    copy = Coupon.objects.get(title="Copy")
    assert copy.pk != coupon.pk and not copy.is_registered
    coupon.refresh_from_db()
    assert coupon.line_coupon_id == "C1"


def test_closed_coupon_is_closed_at_line(admin: Client, line: FakeLine, at_line: Account) -> None:
    coupon = make_coupon(at_line)
    register_coupon(coupon)
    assert "is closed" in press(admin, coupon, "close").content.decode()
    coupon.refresh_from_db()
    assert coupon.closed_at is not None and coupon.is_over


def test_refusal_is_said_in_words_and_nothing_is_kept(admin: Client, line: FakeLine, db: None) -> None:
    stranger = make_account(api_base_url=line.base_url)
    coupon = make_coupon(stranger)
    html = press(admin, coupon, "register").content.decode()
    assert "An engineer must enter a new one" in html
    unreachable = make_coupon(make_account(api_base_url="http://127.0.0.1:9"))
    assert "Nothing was changed" in press(admin, unreachable, "register").content.decode()
    assert not Coupon.objects.exclude(line_coupon_id="").exists()
    for secret in SECRETS:
        assert secret not in html


@pytest.mark.parametrize("name", ["register", "close"])
def test_acts_at_line_need_the_permission_to_change(name: str, at_line: Account) -> None:
    coupon = make_coupon(at_line)
    client = Client()
    client.force_login(make_user("view_coupon", "add_coupon"))
    response = client.post(reverse(f"linesteps_coupons:{name}", args=[coupon.pk]))
    assert response.headers["Location"] == reverse("wagtailadmin_home")
    coupon.refresh_from_db()
    assert not coupon.is_registered and coupon.closed_at is None


def test_coupon_chooser_offers_coupons(admin: Client, account: Account) -> None:
    make_coupon(account)
    html = admin.get(reverse("linesteps_coupon_chooser:choose_results")).content.decode()
    assert "10 % off" in html


def test_choices_of_an_attribute_are_written_line_by_line(admin: Client, account: Account) -> None:
    url = reverse("linesteps_attributes:add")
    data = {"account": account.pk, "name": "Gender", "key": "gender", "type": "choice", "choice_lines": "one"}
    assert "at least two" in admin.post(url, data).content.decode()
    admin.post(url, {**data, "choice_lines": "female\r\nmale\r\n\r\nfemale"})
    made = Attribute.objects.get()
    assert made.choices == ["female", "male"]
    html = admin.get(reverse("linesteps_attributes:edit", args=[made.pk])).content.decode()
    assert "female\nmale" in html
    # What cannot be told apart, or not be written in a message, is refused in words.
    for change, words in (
        ({"key": "性別"}, "Latin letters"),
        ({"name": "Sex"}, "“Gender” with this key"),
        ({"key": "sex"}, "of this name already"),
    ):
        assert words in admin.post(url, {**data, "choice_lines": "a\nb", **change}).content.decode()
    assert Attribute.objects.count() == 1


def test_same_tag_twice_is_refused_in_words(admin: Client, account: Account) -> None:
    url = reverse("linesteps_tags:add")
    for _ in range(2):
        response = admin.post(url, {"account": account.pk, "name": "vip"})
    assert response.status_code == 200
    assert Tag.objects.count() == 1


def test_list_says_until_when_a_coupon_is_valid(admin: Client, account: Account) -> None:
    make_coupon(account, valid_until=datetime(2099, 11, 30, 15, tzinfo=UTC))
    assert "12/01/2099 midnight" in admin.get(reverse("linesteps_coupons:index")).content.decode()
