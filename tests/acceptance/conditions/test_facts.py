"""Branches ask what is known of a friend: attributes, tags, days, age."""

from __future__ import annotations

import pytest

from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute
from linesteps.followers.tags import add_tag, remove_tag
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import (
    condition,
    tagged,
)
from linesteps.testing.shop import Shop
from tests.acceptance.conditions.asking import answer_of, asks, attribute


@pytest.mark.parametrize(
    ("type_", "have", "comparison", "want", "expected"),
    [
        ("text", "Tokyo", "is", "tokyo", "Yes"),
        ("text", "Tokyo", "is_not", "Osaka", "Yes"),
        ("text", "Tokyo", "is_not", "TOKYO", "No"),
        ("text", "Tokyo-to", "contains", "KYO", "Yes"),
        ("text", "Tokyo-to", "contains", "Osaka", "No"),
        ("choice", "female", "is", "female", "Yes"),
        ("choice", "female", "is", "male", "No"),
        ("number", "9", "at_least", "10", "No"),
        ("number", "10.0", "at_least", "10", "Yes"),
        ("number", "10", "is", "10.00", "Yes"),
        ("number", "100", "at_most", "20", "No"),
        ("number", "-5", "at_most", "0", "Yes"),
        ("date", "1990-05-01", "at_most", "1990-05-01", "Yes"),
        ("date", "1990-05-02", "at_most", "1990-05-01", "No"),
        ("date", "2001-01-01", "at_least", "2000-12-31", "Yes"),
        ("yes_no", "yes", "is", "true", "Yes"),
        ("yes_no", "いいえ", "is", "true", "No"),
    ],
)
def test_attribute_is_compared_by_its_type(
    shop: Shop, type_: str, have: str, comparison: str, want: str, expected: str
) -> None:
    Attribute.objects.create(
        account=shop.account, key="key", name="Key", type=type_, choices=["male", "female"]
    )
    shop.publish(steps=asks(attribute(comparison, want)))
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "key", have, "hand")
    assert answer_of(shop, friend) == expected


@pytest.mark.parametrize("comparison", ["is", "is_not", "at_least", "at_most", "contains"])
def test_who_is_not_known_takes_the_path_of_everyone_else(shop: Shop, comparison: str) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    shop.publish(steps=asks(attribute(comparison, "x")))
    assert answer_of(shop, shop.add_friend()) == "No"


@pytest.mark.parametrize(
    ("has", "is_absent", "expected"), [(1, 0, "Yes"), (0, 0, "No"), (1, 1, "No"), (0, 1, "Yes")]
)
def test_tag_is_there_or_is_absent(shop: Shop, has: int, is_absent: int, expected: str) -> None:
    shop.publish(steps=asks(tagged("VIP", is_absent=bool(is_absent))))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "code")
    if not has:
        remove_tag(shop.follower(friend), "VIP", "code")
    assert answer_of(shop, friend) == expected


def test_tag_of_another_account_is_another_tag(shop: Shop) -> None:
    from linesteps.testing.fake_line import FakeLine

    shop.publish(steps=asks(tagged("VIP")))
    friend = shop.add_friend()
    with FakeLine() as line:
        other = Shop(line, shop.virtual, channel_id="2")
        stranger = other.add_friend()
        add_tag(other.follower(stranger), "VIP", "hand")
    assert answer_of(shop, friend) == "No"


@pytest.mark.parametrize(
    ("comparison", "days", "expected"),
    [("at_least", 1, "Yes"), ("at_least", 2, "No"), ("less_than", 2, "Yes"), ("less_than", 1, "No")],
)
def test_days_as_a_friend_are_whole_days(shop: Shop, comparison: str, days: int, expected: str) -> None:
    shop.publish(steps=asks(condition("friend_days", comparison=comparison, days=days)))
    assert answer_of(shop, shop.add_friend()) == expected


@pytest.mark.parametrize(
    ("born", "comparison", "age", "expected"),
    [
        # Asked on 23 November 2026.
        ("2006-11-23", "age_at_least", "20", "Yes"),
        ("2006-11-24", "age_at_least", "20", "No"),
        ("2006-11-24", "age_at_most", "19", "Yes"),
        ("2004-02-29", "age_at_most", "22", "Yes"),
    ],
)
def test_age_is_counted_from_the_birthday(
    shop: Shop, born: str, comparison: str, age: str, expected: str
) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Birthday", type="date")
    shop.publish(steps=asks(attribute(comparison, age)))
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "key", born, "hand")
    assert answer_of(shop, friend) == expected


def test_age_of_something_else_than_a_date_is_told(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Points", type="number")
    Attribute.objects.create(account=shop.account, key="born", name="Birthday", type="date")
    for one, word in (
        (attribute("age_at_least", "20"), "Points"),
        (attribute("age_at_least", "twenty", key="born"), "whole years"),
    ):
        [found] = problems(shop.draw(steps=asks(one)))
        assert word in str(found.problem.message)
