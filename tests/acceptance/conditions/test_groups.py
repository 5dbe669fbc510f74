"""Several conditions in one branch, and groups of them."""

from __future__ import annotations

import pytest

from linesteps.followers.models import Attribute
from linesteps.followers.tags import add_tag
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import (
    branch,
    condition,
    path,
    send,
    tagged,
)
from linesteps.testing.shop import Shop
from tests.acceptance.conditions.asking import answer_of, asks, attribute


def test_any_of_several_conditions_or_all_of_them(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    unknown, vip = attribute("is", "x"), tagged("VIP")
    shop.publish(name="all", steps=asks(unknown, vip))
    shop.publish(name="any", steps=asks(unknown, vip, match="any"))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    shop.pass_time(days=2)
    assert sorted(shop.texts_to(friend)) == ["No", "Yes"]


@pytest.mark.parametrize(
    ("match", "tags", "expected"),
    [
        ("any", ["VIP", "Tokyo"], "Yes"),
        ("any", ["VIP", "Osaka"], "Yes"),
        ("any", ["Tokyo", "Osaka"], "No"),
        ("any", ["VIP"], "No"),
        ("all", ["VIP", "Tokyo"], "No"),
        ("all", ["VIP", "Tokyo", "Osaka"], "Yes"),
    ],
)
def test_group_is_one_condition_among_others(shop: Shop, match: str, tags: list[str], expected: str) -> None:
    group = condition("group", match=match, conditions=[tagged("Tokyo"), tagged("Osaka")])
    shop.publish(steps=asks(tagged("VIP"), group))
    friend = shop.add_friend()
    for name in tags:
        add_tag(shop.follower(friend), name, "hand")
    assert answer_of(shop, friend) == expected


def test_unknown_in_a_group_is_neither_yes_nor_no(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    group = condition("group", match="all", conditions=[attribute("is_not", "x"), tagged("VIP")])
    shop.publish(steps=asks(group))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    assert answer_of(shop, friend) == "No"


def test_branch_that_waits_is_woken_by_a_condition_in_a_group(shop: Shop) -> None:
    group = condition("group", match="any", conditions=[tagged("VIP"), tagged("staff")])
    shop.publish(steps=[branch(path([group], [send("Yes")]), otherwise=[send("No")], wait_hours=5)])
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "staff", "hand")
    shop.settle()
    assert shop.texts_to(friend) == ["Yes"]


def test_problem_in_a_group_is_told_at_its_place(shop: Shop) -> None:
    group = condition("group", match="any", conditions=[tagged("VIP"), tagged("")])
    [found] = problems(shop.draw(steps=asks(group)))
    assert found.problem.path == ("paths", 0, "conditions", 0, "conditions", 1, "tag")
    [found] = problems(shop.draw(steps=asks(condition("group", match="any", conditions=[]))))
    assert "no condition" in str(found.problem.message)
