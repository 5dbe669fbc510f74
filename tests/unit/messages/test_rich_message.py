"""A picture with areas that can be tapped."""

from __future__ import annotations

import gc
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from linesteps.messages.kind import Compiling
from linesteps.messages.parts.picture_address import PictureToken, read, state_of
from linesteps.messages.rich_message import RichMessage

KIND = RichMessage()
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
HALF = {"x": 0, "y": 0, "width": 520, "height": 520}


@pytest.fixture
def square() -> Image:
    """As wide as LINE shows it."""
    cache.clear()
    return Image.objects.create(title="Fish", file=get_test_image_file(size=(2080, 2080)))


def area(**values: Any) -> dict[str, Any]:
    return {"url": "https://example.com/a", "text": "", "label": "", **HALF, **values}


def rich(image: Image | None, *areas: dict[str, Any], alt_text: str = "Fish of the day") -> dict[str, Any]:
    return {"image": image.pk if image else None, "areas": list(areas), "alt_text": alt_text}


def test_areas_are_counted_links_or_words_that_the_friend_sends(square: Image, compiling: Compiling) -> None:
    value = rich(
        square,
        area(label="Mackerel"),
        area(x=520, url="", text="Open today?", label="Ask"),
        area(y=520),
    )
    compiled = KIND.compile(value, compiling)
    assert compiled["actions"] == [
        {"type": "uri", "linkUri": "{{ link.0 }}", "area": HALF, "label": "Mackerel"},
        {"type": "message", "text": "Open today?", "area": {**HALF, "x": 520}, "label": "Ask"},
        {"type": "uri", "linkUri": "{{ link.1 }}", "area": {**HALF, "y": 520}},
    ]
    assert compiling.labels == ["1. Mackerel", "3."]
    assert (compiled["altText"], compiled["baseSize"]) == ("Fish of the day", {"width": 1040, "height": 1040})


@pytest.mark.parametrize(
    ("size", "height"), [((1040, 520), 520), ((640, 480), 780), ((1200, 630), 546), ((999, 1000), 1041)]
)
def test_the_height_follows_from_the_shape_of_the_image(
    size: tuple[int, int], height: int, compiling: Compiling
) -> None:
    image = Image.objects.create(title="Fish", file=get_test_image_file(size=size))
    assert KIND.compile(rich(image, area()), compiling)["baseSize"] == {"width": 1040, "height": height}


def test_the_address_is_signed_and_another_one_when_the_file_is(square: Image, compiling: Compiling) -> None:
    before = KIND.compile(rich(square, area()), compiling)["baseUrl"]
    token = before.rpartition("/")[2]
    assert read(token) == PictureToken(image_id=square.pk, state=state_of(square))
    assert read("A" + token[1:]) is None or token[0] == "A"
    assert read(token[:-2]) is None
    square.file = get_test_image_file(size=(2080, 1040))
    square._set_file_hash()
    square.save()
    assert KIND.compile(rich(square, area()), compiling)["baseUrl"] != before
    gc.collect()


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"url": "", "text": ""}, ("url",)),
        ({"url": "nowhere"}, ("url",)),
        ({"text": "Open?"}, ("text",)),
        ({"url": "", "text": "x" * 401}, ("text",)),
        ({"label": "x" * 51}, ("label",)),
        ({"x": None}, ("x",)),
        ({"height": None}, ("height",)),
        ({"width": 0}, ("width",)),
        ({"x": -1}, ("x",)),
        ({"x": 600}, ("x",)),
        ({"y": 600, "height": 441}, ("y",)),
    ],
)
def test_what_is_wrong_with_an_area_is_told_with_its_number_and_place(
    values: dict[str, Any], path: tuple[str, ...], square: Image, compiling: Compiling
) -> None:
    value = rich(square, area(y=520, x=520, height=520, width=520), area(**values))
    [problem] = [one for one in KIND.problems(value, compiling) if one.is_error]
    assert problem.path == ("areas", 1, *path)
    assert str(problem.message).startswith("Area 2: ")


def test_areas_may_touch_each_other_and_the_edges(square: Image, compiling: Compiling) -> None:
    value = rich(square, area(), area(x=520), area(y=520), area(x=520, y=520))
    assert KIND.problems(value, compiling) == []


def test_areas_that_overlap_are_a_warning_that_names_both(square: Image, compiling: Compiling) -> None:
    [problem] = KIND.problems(rich(square, area(), area(x=519, y=519)), compiling)
    assert not problem.is_error
    assert "Area 1 and Area 2 overlap" in str(problem.message)


@pytest.mark.parametrize("count", [0, 51])
def test_there_are_one_to_fifty_areas(count: int, square: Image, compiling: Compiling) -> None:
    areas = [area(x=20 * (number % 52), width=20) for number in range(count)]
    [problem] = KIND.problems(rich(square, *areas), compiling)
    assert (problem.path, problem.is_error) == (("areas",), True)


def test_a_picture_and_words_for_the_notification_are_needed(square: Image, compiling: Compiling) -> None:
    assert [one.path for one in KIND.problems(rich(None, area()), compiling)] == [("image",)]
    assert [one.path for one in KIND.problems(rich(square, area(), alt_text=" "), compiling)] == [
        ("alt_text",)
    ]


def test_a_small_picture_is_a_warning_and_a_very_high_one_is_refused(compiling: Compiling) -> None:
    small = Image.objects.create(title="Small", file=get_test_image_file(size=(640, 640)))
    [problem] = KIND.problems(rich(small, area()), compiling)
    assert "640" in str(problem.message) and not problem.is_error
    tower = Image.objects.create(title="Tower", file=get_test_image_file(size=(20, 201)))
    [problem] = KIND.problems(rich(tower, area()), compiling)
    assert (problem.path, problem.is_error) == (("image",), True)


def test_a_drawing_that_no_phone_shows_is_refused(compiling: Compiling) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="1040" height="1040"/>'
    image = Image.objects.create(title="Drawing", file=ImageFile(BytesIO(drawing), name="fish.svg"))
    [problem] = KIND.problems(rich(image, area()), compiling)
    assert (problem.path, problem.is_error) == (("image",), True)


def test_it_is_told_by_its_words_or_its_areas(square: Image) -> None:
    assert KIND.summary(rich(square, area())) == "Fish of the day"
    assert KIND.summary(rich(square, area(), area(), alt_text="")) == "Rich message with 2 areas"
    assert KIND.summary(rich(None, alt_text="")) == "Rich message"
