"""Card-type messages and ready designs: colours, cards, and what their parts become."""

from __future__ import annotations

import gc
import json
import re
from typing import Any

import pytest
from django.utils import translation
from wagtail.images.models import Image

from linesteps.line.limits import check_messages
from linesteps.messages import stream  # noqa: F401 - registers every kind
from linesteps.messages.designs.card_kind import MOST_CARDS
from linesteps.messages.designs.colours import COLOURS, INK, QUIET, WHITE
from linesteps.messages.designs.kind import DesignKind
from linesteps.messages.kind import Compiling, registry
from tests.contract.finished_designs import finished_designs

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
DESIGNS = [kind for kind in registry if isinstance(kind, DesignKind)]
every_design = pytest.mark.parametrize("kind", DESIGNS, ids=lambda kind: kind.name)


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2, “relative luminance”)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def cards(number: int, **more: Any) -> dict[str, Any]:
    listed = [{"title": f"Fish {place}", "buttons": []} for place in range(1, number + 1)]
    return {"cards": listed, **more}


def as_sent(message: dict[str, Any]) -> Any:
    """With addresses where each friend's own come."""
    return json.loads(re.sub(r"\{\{ link\.\d+ \}\}", "https://example.com/", json.dumps(message)))


def compiled(name: str, value: dict[str, Any], compiling: Compiling) -> Any:
    kind = registry.get(name)
    assert kind.problems(value, compiling) == []
    found = kind.compile(value, compiling)
    gc.collect()
    return found


@pytest.mark.parametrize("name", COLOURS)
def test_words_can_be_read_on_every_colour(name: str) -> None:
    colour = COLOURS[name]
    assert contrast(colour.accent, WHITE) >= 4.5
    for ground in (WHITE, colour.tint):
        assert min(contrast(words, ground) for words in (INK, QUIET, colour.accent)) >= 4.5


@every_design
@pytest.mark.parametrize("language", ["en", "ja"])
def test_examples_are_what_the_form_could_send(kind: Any, language: str, image: Image) -> None:
    with translation.override(language):
        shown = kind.example_message("https://shop.example/")
    assert not check_messages([as_sent(shown)])
    assert "https://shop.example/static/linesteps/examples/" in str(shown) or "image" not in str(kind.example)
    block = kind.block()
    assert set(kind.example) <= set(block.child_blocks)


@every_design
def test_a_design_takes_its_colour_from_the_form(kind: Any, image: Image, compiling: Compiling) -> None:
    value = finished_designs(image.pk)[kind.name]
    told = {name: str(compiled(kind.name, {**value, "colour": name}, compiling)) for name in ("red", "green")}
    assert COLOURS["red"].accent in told["red"] or COLOURS["red"].tint in told["red"]
    assert COLOURS["red"].accent not in told["green"]


@every_design
def test_the_least_that_a_form_holds_is_enough(kind: Any, image: Image, compiling: Compiling) -> None:
    least: dict[str, Any] = {
        "image_cards": {"cards": [{"image": image.pk, "label": "Fish"}]},
        "confirmation": {"title": "Fish", "facts": [{"words": "Today"}]},
        "price_list": {"title": "Fish", "items": [{"name": "Tuna"}]},
    }
    value = least.get(kind.name, cards(1) if "cards" in kind.example else {"title": "Fish"})
    assert not check_messages([as_sent(compiled(kind.name, value, compiling))])


def test_nine_cards_and_a_last_one_are_the_most(compiling: Compiling) -> None:
    more = {"label": "All fish", "url": "https://example.com/all"}
    found = compiled("product_cards", cards(MOST_CARDS, more=more), compiling)
    bubbles = found["contents"]["contents"]
    assert len(bubbles) == MOST_CARDS + 1
    assert len({bubble["size"] for bubble in bubbles}) == 1
    assert compiling.labels == ["All fish"]
    [problem] = registry.get("product_cards").problems(cards(MOST_CARDS + 1), compiling)
    assert "9" in str(problem.message) and problem.path == ("cards",)


def test_a_last_card_without_words_is_told(compiling: Compiling) -> None:
    value = cards(1, more={"label": " ", "url": "https://example.com/"})
    [problem] = registry.get("product_cards").problems(value, compiling)
    assert str(problem.message).startswith("Last card") and problem.path == ("more", "label")


def test_taps_on_cards_are_named_by_number_and_heading(image: Image, compiling: Compiling) -> None:
    compiled("product_cards", finished_designs(image.pk)["product_cards"], compiling)
    assert compiling.labels == [
        "1. Mackerel – More",
        "1. Mackerel – I want it",
        "2. Tuna – More",
        "2. Tuna – I want it",
        "See all",
    ]


def test_each_star_is_an_answer_of_its_own(compiling: Compiling) -> None:
    compiled("rating", {"title": "How was it?"}, compiling)
    assert compiling.labels == ["★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"]
    assert compiling.links == [""] * 5


@pytest.mark.parametrize(
    ("values", "leads_to"),
    [
        ({"map_url": "https://example.com/map"}, "https://example.com/map"),
        ({"address": "1-1 築地"}, "https://www.google.com/maps/search/?api=1&query=1-1%20%E7%AF%89%E5%9C%B0"),
        ({"address": "1-1 築地", "map_label": ""}, None),
        ({}, None),
    ],
)
def test_the_map_button_needs_words_and_a_place(
    values: dict[str, str], leads_to: str | None, compiling: Compiling
) -> None:
    card = {"title": "Shop", "map_label": "Map", "buttons": [], **values}
    compiled("place_cards", {"cards": [card]}, compiling)
    assert compiling.links == ([leads_to] if leads_to else [])


def test_rows_without_an_answer_are_left_out(compiling: Compiling) -> None:
    rows = [{"label": "Date", "words": "1 December"}, {"label": "Fee", "words": " "}]
    told = str(compiled("invitation", {"title": "Grill", "facts": rows}, compiling))
    assert "1 December" in told and "Fee" not in told


def test_too_many_words_are_told_with_field_bound_and_count(compiling: Compiling) -> None:
    value = {"title": "魚" * 61, "text": "{{ display_name|you }}" + "魚" * 190}
    long_title, long_text = registry.get("offer").problems(value, compiling)
    assert str(long_title.message) == "“heading” has 61 characters; 60 fit there. Shorten it."
    assert str(long_text.message).startswith(
        "With long names or values, “text” has 210 characters; 200 fit there."
    )
    with translation.override("ja"):
        assert "見出し" in str(registry.get("offer").problems(value, compiling)[0].message)


def test_the_notification_says_the_headings_until_it_is_told_otherwise(compiling: Compiling) -> None:
    assert compiled("product_cards", cards(2), compiling)["altText"] == "Fish 1 / Fish 2"
    assert compiled("product_cards", cards(2, alt_text="Fish"), compiling)["altText"] == "Fish"
