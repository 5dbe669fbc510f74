"""A finished message of each of our own designs, for the tests that hold for all kinds."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_MORE = {"label": "More", "url": "https://example.com/more"}
_WANT = {"label": "I want it", "url": ""}


def finished_designs(image: int) -> dict[str, Json]:
    """Values by kind.

    Args:
        image: the key of a picture.
    """
    return {**_cards(image), **_bubbles(image)}


def _cards(image: int) -> dict[str, Json]:
    more = {"label": "See all", "url": "https://example.com/all", "image": image}
    return {
        "product_cards": _carousel(
            more,
            *(
                {
                    "image": image,
                    "image_2": image,
                    "image_3": image,
                    "ribbon": "New",
                    "title": name,
                    "text": "Caught this morning",
                    "price": "¥1,200",
                    "buttons": [_MORE, _WANT],
                }
                for name in ("Mackerel", "Tuna")
            ),
        ),
        "place_cards": _carousel(
            more,
            {
                "image": image,
                "title": "Fish shop",
                "address": "1-1 Tsukiji, Tokyo",
                "hours": "10:00 to 18:00",
                "price": "Lunch from ¥900",
                "map_label": "Open the map",
                "map_url": "",
                "buttons": [_WANT],
            },
        ),
        "person_cards": _carousel(
            more,
            {
                "image": image,
                "title": "Taro",
                "role": "Chef",
                "tags": [{"text": "Sushi"}, {"text": "Sashimi"}],
                "text": "Up since four",
                "buttons": [_MORE],
            },
        ),
        "image_cards": _carousel(
            more,
            {"image": image, "label": "Mackerel", "url": "https://example.com/"},
            {"image": image, "label": "Tuna", "url": ""},
            {"image": image, "label": "", "url": "https://example.com/all"},
        ),
    }


def _carousel(more: Json, *cards: Json) -> Json:
    return {"cards": list(cards), "more": more, "colour": "navy", "alt_text": "Fish of the day"}


def _bubbles(image: int) -> dict[str, Json]:
    facts = [{"label": "Date", "words": "1 December"}, {"label": "Place", "words": "The shop"}]
    found = {
        "announcement": {
            "label": "News",
            "title": "Open on Sunday",
            "image": image,
            "text": "For the first time.",
            "note": "Parking is free.",
            "buttons": [_MORE, _WANT],
        },
        "offer": {
            "ribbon": "Limited offer",
            "title": "Mackerel",
            "image": image,
            "text": "As long as there is some",
            "before": "¥1,500",
            "price": "¥1,200",
            "deadline": "Until Sunday",
            "buttons": [_MORE],
        },
        "invitation": {
            "label": "You are invited",
            "title": "Grill evening",
            "image": image,
            "text": "Bring a friend",
            "facts": facts,
            "buttons": [{"label": "I come", "url": ""}, _MORE],
        },
        "confirmation": {
            "title": "Thank you",
            "text": "We have a table for you.",
            "facts": facts,
            "total_label": "Total",
            "total": "¥4,000",
            "note": "Call us if you cannot come.",
            "buttons": [_MORE],
        },
        "rating": {
            "title": "How was it?",
            "image": image,
            "text": "One tap is enough",
            "low": "Not good",
            "high": "Very good",
        },
        "price_list": {
            "title": "Lunch",
            "image": image,
            "text": "Until 14:00",
            "items": [
                {"name": "Mackerel", "price": "¥900", "note": "With rice"},
                {"name": "Tuna", "price": "¥1,100", "note": "Raw"},
            ],
            "note": "With tax",
            "buttons": [_MORE],
        },
        "ticket": {
            "label": "Show this in the shop",
            "worth": "10% off",
            "title": "For your second visit",
            "coupon_code": "FISH10",
            "deadline": "Until Sunday",
            "note": "One for each table",
            "buttons": [_MORE],
        },
    }
    return {name: {**value, "colour": "red", "alt_text": "Fish of the day"} for name, value in found.items()}
