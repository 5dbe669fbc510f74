"""Rich videos: what is sent, and what is told before."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from linesteps.line.limits import check_messages
from linesteps.messages.kind import problems_of
from linesteps.messages.rich_video import RichVideo
from tests.contract.kinds import compiling

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
KIND = RichVideo()


@pytest.fixture
def value(settings: Any) -> dict[str, Any]:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    film = Document.objects.create(title="Grill", file=ContentFile(b"content", name="grill.mp4"))
    image = Image.objects.create(title="Wide", file=get_test_image_file(size=(1040, 585)))
    return {
        "document": film.pk,
        "url": "",
        "image": image.pk,
        "link": "https://fish.example/grill",
        "label": "Read more",
        "alt_text": "How to grill",
    }


def told(value: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [problem.path for problem in problems_of(KIND, value, compiling()) if problem.is_error]


def test_film_lies_over_the_whole_picture_and_its_link_is_counted(value: dict[str, Any]) -> None:
    context = compiling()
    message = KIND.compile(value, context)
    assert message["baseSize"] == {"width": 1040, "height": 585}
    assert message["video"]["area"] == {"x": 0, "y": 0, "width": 1040, "height": 585}
    assert message["video"]["originalContentUrl"].endswith(".mp4")
    assert message["video"]["externalLink"] == {"linkUri": "{{ link.0 }}", "label": "Read more"}
    assert (context.links, context.labels) == (["https://fish.example/grill"], ["Read more"])
    assert check_messages(compiling().longest([message])) == []


def test_link_may_be_left_out(value: dict[str, Any]) -> None:
    value |= {"link": "", "label": ""}
    assert told(value) == []
    assert "externalLink" not in KIND.compile(value, compiling())["video"]


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({}, []),
        ({"label": "x" * 30}, []),
        ({"label": "x" * 31}, [("label",)]),
        ({"label": "{{ display_name }}" + "x" * 11, "alt_text": "{{ display_name|you }}"}, [("label",)]),
        ({"label": ""}, [("label",)]),
        ({"link": ""}, [("link",)]),
        ({"link": "fish"}, [("link",)]),
        ({"alt_text": " "}, [("alt_text",)]),
        ({"image": None}, [("image",)]),
        ({"document": None}, [("document",)]),
    ],
)
def test_what_line_would_refuse_is_told_at_its_field(
    value: dict[str, Any], change: dict[str, Any], places: list[Any]
) -> None:
    assert told({**value, **change}) == places
