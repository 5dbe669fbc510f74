"""Where in the form a place in LINE's JSON is mended."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps.messages.parts.field_of import field_of

BUTTON = {"type": "item", "id": "b", "value": {"label": "Go", "url": "https://shop.jp/"}}
SEND = {
    "name": "Card",
    "sender_name": "Taro",
    "messages": [
        {"type": "text", "id": "t", "value": {"text": "Hi"}},
        {
            "type": "cards",
            "id": "c",
            "value": {
                "alt_text": "",
                "cards": [
                    {"type": "item", "id": "1", "value": {"title": "A", "image": 5, "buttons": [BUTTON]}}
                ],
            },
        },
        {
            "type": "confirm",
            "id": "f",
            "value": {"text": "?", "left": {"label": "Y"}, "right": {"label": "N"}},
        },
        {"type": "flex", "id": "x", "value": {"alt_text": "", "code": "{}"}},
    ],
    "quick_replies": [{"type": "answer", "id": "q", "value": {"label": "Yes"}}],
}


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("messages[0].text", ("messages", 0, "text")),
        ("messages[1].altText", ("messages", 1, "alt_text")),
        ("messages[1].template.columns[0].thumbnailImageUrl", ("messages", 1, "cards", 0, "image")),
        ("messages[1].template.columns[0].actions[0].uri", ("messages", 1, "cards", 0, "buttons", 0, "url")),
        ("messages[1].template.columns[7].title", ("messages", 1, "cards", "title")[:3]),
        ("messages[2].template.actions[1].label", ("messages", 2, "right", "label")),
        ("messages[3].contents.body.contents[0].text", ("messages", 3, "code")),
        ("messages[0].quickReply.items[0].action.label", ("quick_replies", 0, "label")),
        ("messages[0].sender.name", ("sender_name",)),
        ("messages[9].text", ("messages",)),
        ("", ()),
        ("to[1]", ()),
    ],
)
def test_place_leads_to_the_nearest_field(place: str, field: tuple[Any, ...]) -> None:
    assert field_of(SEND, place) == field
