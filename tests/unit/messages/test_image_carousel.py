"""Pictures side by side."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from wagtail.images.models import Image

from linesteps.messages.image_carousel import ImageCarouselMessage
from linesteps.messages.kind import Compiling

KIND = ImageCarouselMessage()
pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


def one(picture: Image, **values: Any) -> dict[str, Any]:
    return {"image": picture.pk, "label": "Mackerel", "url": "https://example.com/a", **values}


def several(*images: dict[str, Any], alt_text: str = "") -> dict[str, Any]:
    return {"images": list(images), "alt_text": alt_text}


def test_each_picture_is_a_tracked_link_or_an_answer(image: Image, compiling: Compiling) -> None:
    value = several(one(image), one(image, label="Tuna", url=""), one(image, label=""))
    columns = KIND.compile(value, compiling)["template"]["columns"]
    gc.collect()
    assert [column["action"] for column in columns] == [
        {"type": "uri", "label": "Mackerel", "uri": "{{ link.0 }}"},
        {"type": "postback", "label": "Tuna", "data": "ls:1:here:1", "displayText": "Tuna"},
        {"type": "uri", "uri": "{{ link.2 }}"},
    ]
    assert compiling.labels == ["1. Mackerel", "2. Tuna", "3."]


def test_pictures_are_square(image: Image, compiling: Compiling) -> None:
    KIND.compile(several(one(image)), compiling)
    gc.collect()
    [rendition] = image.renditions.all()
    assert rendition.width == rendition.height


def test_the_notification_says_the_words_on_the_pictures(image: Image, compiling: Compiling) -> None:
    value = several(one(image), one(image, label=""), one(image, label="Tuna"))
    assert KIND.compile(value, compiling)["altText"] == "Mackerel / Tuna"
    assert KIND.compile({**value, "alt_text": "Fish"}, compiling)["altText"] == "Fish"
    gc.collect()


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"image": None}, ("image",)),
        ({"image": 10**6}, ("image",)),
        ({"label": "x" * 13}, ("label",)),
        ({"label": "", "url": ""}, ("label",)),
        ({"url": "nowhere"}, ("url",)),
    ],
)
def test_what_line_would_refuse_is_told_at_its_picture(
    values: dict[str, Any], path: tuple[str, ...], image: Image, compiling: Compiling
) -> None:
    value = several(one(image), one(image, **values), alt_text="Fish")
    assert [problem.path for problem in KIND.problems(value, compiling)] == [("images", 1, *path)]


def test_a_notification_needs_words(image: Image, compiling: Compiling) -> None:
    [problem] = KIND.problems(several(one(image, label="")), compiling)
    assert problem.path == ("alt_text",)
    assert KIND.problems(several(one(image, label=""), alt_text="Fish"), compiling) == []


@pytest.mark.parametrize("count", [0, 11])
def test_there_are_one_to_ten_pictures(count: int, image: Image, compiling: Compiling) -> None:
    [problem] = KIND.problems(several(*[one(image)] * count), compiling)
    assert problem.path == ("images",)


def test_it_is_told_by_its_words_or_its_number(image: Image) -> None:
    assert KIND.summary(several(one(image), alt_text="Our fish")) == "Our fish"
    assert KIND.summary(several(one(image), one(image))) == "Mackerel"
    assert KIND.summary(several(one(image, label=""), one(image, label=""))) == "2 images"
    assert KIND.summary({"images": [{"image": None, "label": "", "url": ""}], "alt_text": ""}) == ""
