"""Buttons with which a friend chooses a date or a time."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps.messages.kind import problems_of, registry
from linesteps.messages.parts.buttons import button_block
from linesteps.testing.build import buttons
from tests.contract.kinds import compiling, plain

DATED = {"label": "Choose a day", "url": "", "mode": "date"}


def told(button: dict[str, Any]) -> list[Any]:
    value = buttons("When?", ("x", ""))["value"]
    value["buttons"][0]["value"] = button
    return [one.path for one in problems_of(registry.get("buttons"), value, compiling())]


def test_button_of_any_message_with_buttons_chooses_a_date() -> None:
    confirm = {"text": "When?", "left": DATED, "right": {"label": "Never", "url": ""}}
    [left, _right] = registry.get("confirm").compile(confirm, compiling())["template"]["actions"]
    assert left == {"type": "datetimepicker", "label": "Choose a day", "data": "ls:1:here:0", "mode": "date"}
    cards = {"cards": [{"text": "a", "buttons": [DATED]}]}
    [column] = registry.get("cards").compile(cards, compiling())["template"]["columns"]
    assert column["actions"][0]["type"] == "datetimepicker"


def test_link_and_date_together_are_told() -> None:
    assert told(DATED) == []
    assert told({**DATED, "url": "https://shop.jp/"}) == [("buttons", 0, "mode")]


def test_unknown_mode_cannot_be_read() -> None:
    assert told({**DATED, "mode": "century"}) == [()]


@pytest.mark.parametrize("mode", ["", None])
def test_ordinary_button_is_stored_as_before(mode: str | None) -> None:
    block = button_block()
    value = block.to_python({"label": "Go", "url": "", **({} if mode is None else {"mode": mode})})
    assert plain(block, value) == {"label": "Go", "url": ""}
