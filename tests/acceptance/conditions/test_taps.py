"""Branches ask what a friend tapped."""

from __future__ import annotations

import pytest

from linesteps.testing.build import (
    buttons,
    clicked,
    send,
)
from linesteps.testing.shop import Shop
from tests.acceptance.conditions.asking import asks


@pytest.mark.parametrize(("link", "expected"), [(None, "Yes"), (1, "No"), (2, "Yes"), (3, "No")])
def test_tap_counts_for_the_link_that_is_meant(shop: Shop, link: int | None, expected: str) -> None:
    pressed = buttons("?", ("One", "https://example.com/1"), ("Two", "https://example.com/2"), ("Three", ""))
    shop.publish(steps=[send(pressed, id="s"), *asks(clicked("s", link))])
    friend = shop.add_friend()
    shop.tap_link(friend, 1)
    shop.pass_time(days=2)
    assert shop.texts_to(friend)[-1] == expected


@pytest.mark.parametrize(("link", "expected"), [(1, "No"), (2, "Yes"), (None, "Yes")])
def test_answer_button_counts_as_a_tap(shop: Shop, link: int | None, expected: str) -> None:
    pressed = buttons("?", ("One", "https://example.com/1"), ("Fish", ""))
    shop.publish(steps=[send(pressed, id="s"), *asks(clicked("s", link))])
    friend = shop.add_friend()
    shop.tap_button(friend, "Fish")
    shop.pass_time(days=2)
    assert shop.texts_to(friend)[-1] == expected


def test_tap_of_an_earlier_run_does_not_count(shop: Shop) -> None:
    shop.publish(steps=[send("https://example.com/", id="s"), *asks(clicked("s"))])
    friend = shop.add_friend()
    shop.tap_link(friend)
    shop.pass_time(days=2)
    shop.block(friend)
    shop.pass_time(days=1)
    shop.unblock(friend)
    shop.pass_time(days=2)
    assert [text for text in shop.texts_to(friend) if text in {"Yes", "No"}] == ["Yes", "No"]


def test_forged_answer_of_another_account_counts_for_nothing(shop: Shop) -> None:
    pressed = buttons("?", ("Fish", ""))
    scenario = shop.publish(steps=[send(pressed, id="s"), *asks(clicked("s"))])
    friend = shop.add_friend()
    for data in (
        f"ls:{scenario.pk}:s:9",
        f"ls:{scenario.pk + 1}:s:0",
        "ls:x:s:0",
        f"ls:{scenario.pk}:s",
        "²:²",
    ):
        shop.line.tap(shop.there, friend, {"type": "postback", "label": "x", "data": data})
    shop.settle()
    shop.pass_time(days=2)
    assert shop.texts_to(friend)[-1] == "No"
