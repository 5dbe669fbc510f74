"""A phone number instead of a link: the phone itself calls it, and nothing can be counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from linesteps.line.limits import check_messages
from linesteps.messages.buttons import ButtonsMessage
from linesteps.messages.cards import CardsMessage
from linesteps.messages.kind import Compiling
from linesteps.messages.rich_message import RichMessage

CALL = {"label": "Call us", "url": "03-1234-5678"}
LINK = {"label": "Look", "url": "https://example.com/"}
BUTTONS = {"text": "Hello", "buttons": [CALL, LINK]}


def test_a_button_calls_and_the_links_beside_it_keep_their_count(compiling: Compiling) -> None:
    kind = ButtonsMessage()
    assert kind.problems(BUTTONS, compiling) == []
    message = kind.compile(BUTTONS, compiling)
    call, link = message["template"]["actions"]
    assert call == {"type": "uri", "label": "Call us", "uri": "tel:0312345678"}
    assert link["uri"] == "{{ link.0 }}"
    # Nobody can ask a branch for a tap that nobody hears of.
    assert (compiling.links, compiling.labels) == (["https://example.com/"], ["Look"])
    assert check_messages([{**message, "template": {**message["template"], "actions": [call]}}]) == []


def test_cards_and_areas_of_a_rich_message_call_too(compiling: Compiling, image: Any) -> None:
    cards = {"cards": [{"text": "Fish", "url": "tel:0120-123-456", "buttons": [CALL]}]}
    assert CardsMessage().problems(cards, compiling) == []
    [column] = CardsMessage().compile(cards, compiling)["template"]["columns"]
    assert column["defaultAction"]["uri"] == "tel:0120123456"
    area = {"url": "03-1234-5678", "text": "", "label": "", "x": 0, "y": 0, "width": 1040, "height": 780}
    rich = {"image": image.pk, "alt_text": "Hello", "areas": [area]}
    [action] = RichMessage().compile(rich, compiling)["actions"]
    assert action["linkUri"] == "tel:0312345678"
    assert compiling.links == []


@pytest.mark.parametrize("url", ["119", "03-1234", "tel:", "tel:abc"])
def test_what_is_neither_an_address_nor_a_number_is_told_with_both_cures(
    url: str, compiling: Compiling
) -> None:
    with override("en"):
        [problem] = ButtonsMessage().problems({**BUTTONS, "buttons": [{**CALL, "url": url}]}, compiling)
        assert problem.path == ("buttons", 0, "url")
        assert "https://example.com/" in str(problem.message) and "03-1234-5678" in str(problem.message)
