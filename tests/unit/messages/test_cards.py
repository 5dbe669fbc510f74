"""Cards side by side."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from wagtail.images.models import Image

from linesteps.messages.cards import CardsMessage
from linesteps.messages.kind import Compiling

KIND = CardsMessage()
LINK = {"label": "More", "url": "https://example.com/a"}
ANSWER = {"label": "I want it", "url": ""}


def card(**values: Any) -> dict[str, Any]:
    return {"image": None, "title": "Mackerel", "text": "Fresh today", "url": "", "buttons": [LINK], **values}


def cards(*several: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"cards": list(several), "shape": "rectangle", "alt_text": "", **values}


def paths(value: dict[str, Any], compiling: Compiling) -> list[tuple[str | int, ...]]:
    return [problem.path for problem in KIND.problems(value, compiling)]


def test_links_are_numbered_card_by_card_and_the_picture_comes_first(compiling: Compiling) -> None:
    value = cards(
        card(url="https://example.com/p", buttons=[LINK, ANSWER]), card(title="Tuna", buttons=[ANSWER, LINK])
    )
    first, second = KIND.compile(value, compiling)["template"]["columns"]
    assert first["defaultAction"] == {"type": "uri", "uri": "{{ link.0 }}"}
    assert [one.get("uri") or one["data"] for one in first["actions"]] == ["{{ link.1 }}", "ls:1:here:2"]
    assert [one.get("uri") or one["data"] for one in second["actions"]] == ["ls:1:here:3", "{{ link.4 }}"]
    assert compiling.links == ["https://example.com/p", LINK["url"], "", "", LINK["url"]]


def test_results_tell_equal_buttons_of_several_cards_apart(compiling: Compiling) -> None:
    KIND.compile(cards(card(url="https://example.com/p"), card(title="", buttons=[ANSWER])), compiling)
    assert compiling.labels == ["1. Mackerel", "1. Mackerel – More", "2. – I want it"]


def test_a_name_in_the_results_fits_its_column_whatever_the_title_is(compiling: Compiling) -> None:
    KIND.compile(cards(card(title="{{ display_name|you }} " + "x" * 120)), compiling)
    assert compiling.labels[0].startswith("1. you xxx")
    assert len(compiling.labels[0]) <= 100


def test_the_notification_says_the_titles_unless_told_otherwise(compiling: Compiling) -> None:
    both = [card(), card(title="", text="Tuna")]
    assert KIND.compile(cards(*both), compiling)["altText"] == "Mackerel / Tuna"
    assert KIND.compile(cards(*both, alt_text="Our fish"), compiling)["altText"] == "Our fish"


def test_a_cut_notification_has_no_half_placeholder(compiling: Compiling) -> None:
    many = [card(title="x" * 38), *[card(title="{{ display_name|you }}" + "y" * 10)] * 30]
    words = KIND.compile(cards(*many), compiling)["altText"]
    assert len(words) <= 400
    assert words.endswith("…")
    assert words.count("{{") == words.count("}}")


# Wagtail leaves the temporary files of new renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize(("shape", "ratio"), [("rectangle", 1.51), ("square", 1.0)])
def test_pictures_are_cut_in_the_shape_that_line_shows(
    shape: str, ratio: float, image: Image, compiling: Compiling
) -> None:
    template = KIND.compile(cards(card(image=image.pk), shape=shape), compiling)["template"]
    gc.collect()
    [rendition] = image.renditions.all()
    assert template["imageAspectRatio"] == shape
    assert template["columns"][0]["thumbnailImageUrl"].endswith(rendition.url)
    assert rendition.width / rendition.height == pytest.approx(ratio, abs=0.01)


def test_every_card_has_the_same_number_of_buttons(compiling: Compiling) -> None:
    value = cards(card(), card(buttons=[LINK, ANSWER]), card())
    [problem] = KIND.problems(value, compiling)
    assert problem.path == ("cards", 1, "buttons")
    assert str(problem.message).startswith("Card 2: Buttons on the first card: 1, on this one: 2.")


def test_titles_and_pictures_are_on_all_cards_or_on_none(image: Image, compiling: Compiling) -> None:
    found = paths(cards(card(image=image.pk), card(title="", image=None)), compiling)
    assert found == [("cards", 1, "image"), ("cards", 1, "title")]


def test_a_deleted_picture_is_told_at_its_card(image: Image, compiling: Compiling) -> None:
    pk = image.pk
    image.delete()
    assert paths(cards(card(image=pk)), compiling) == [("cards", 0, "image")]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"text": ""}, ("text",)),
        ({"text": "x" * 61}, ("text",)),
        ({"title": "", "text": "x" * 121}, ("text",)),
        ({"title": "x" * 41}, ("title",)),
        ({"url": "nowhere"}, ("url",)),
        ({"buttons": []}, ("buttons",)),
        ({"buttons": [LINK] * 4}, ("buttons",)),
        ({"buttons": [{"label": "", "url": ""}]}, ("buttons", 0, "label")),
        ({"buttons": [{"label": "x" * 21, "url": ""}]}, ("buttons", 0, "label")),
    ],
)
def test_what_line_would_refuse_is_told_at_its_field(
    value: dict[str, Any], path: tuple[str | int, ...], compiling: Compiling
) -> None:
    assert paths(cards(card(**value)), compiling) == [("cards", 0, *path)]


@pytest.mark.parametrize("count", [0, 11])
def test_there_are_one_to_ten_cards(count: int, compiling: Compiling) -> None:
    assert paths(cards(*[card()] * count), compiling) == [("cards",)]
    assert paths(cards(*[card()] * 10), compiling) == []


def test_it_is_told_by_its_first_card_and_how_many_follow() -> None:
    assert KIND.summary(cards(card())) == "Mackerel"
    assert KIND.summary(cards(card(), card(), card())) == "Mackerel and 2 more"
