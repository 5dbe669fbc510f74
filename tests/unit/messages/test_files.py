"""Films and sounds, out of Wagtail's documents or from elsewhere."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction

from linesteps import conf
from linesteps.messages.audio import AudioMessage
from linesteps.messages.kind import Compiling
from linesteps.messages.parts import files
from linesteps.messages.video import VideoMessage

VIDEO, AUDIO = VideoMessage(), AudioMessage()
ELSEWHERE = "https://cdn.example.com/films/さかな.mp4"
Upload = Callable[[str], Document]
pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture
def upload(db: None) -> Upload:
    """Makes a document of that name."""

    def make(name: str) -> Document:
        return Document.objects.create(title="How to grill", file=ContentFile(b"film", name=name))

    return make


def paths(found: list[Any]) -> list[tuple[str | int, ...]]:
    return [problem.path for problem in found]


def test_a_film_of_this_site_has_an_absolute_address_and_a_first_picture(
    upload: Upload, image: Image, compiling: Compiling
) -> None:
    value = {"document": upload("grill.mp4").pk, "url": "", "image": image.pk}
    assert VIDEO.problems(value, compiling) == []
    message = VIDEO.compile(value, compiling)
    gc.collect()
    assert message["originalContentUrl"].startswith(f"{conf.public_base_url()}/documents/")
    assert message["previewImageUrl"].startswith(conf.public_base_url())


def test_an_address_elsewhere_is_encoded_as_line_wants_it(image: Image, compiling: Compiling) -> None:
    value = {"document": None, "url": ELSEWHERE, "image": image.pk}
    message = VIDEO.compile(value, compiling)
    gc.collect()
    assert message["originalContentUrl"] == "https://cdn.example.com/films/%E3%81%95%E3%81%8B%E3%81%AA.mp4"


def test_who_watched_it_to_its_end_is_asked_for_as_an_answer_of_the_step(
    upload: Upload, image: Image, compiling: Compiling
) -> None:
    compiling.step_id = "first_film"
    compiling.track("https://example.com/")
    value = {"document": upload("grill.mp4").pk, "url": "", "image": image.pk}
    # LINE allows no underscore there.
    assert VIDEO.compile(value, compiling)["trackingId"] == "ls:1:first.film:1"
    gc.collect()
    assert (compiling.links[1], compiling.labels[1]) == ("", "▶ How to grill")


def test_a_sound_has_its_length_in_milliseconds(upload: Upload, compiling: Compiling) -> None:
    value = {"document": upload("hello.m4a").pk, "url": "", "seconds": 61}
    assert AUDIO.problems(value, compiling) == []
    assert AUDIO.compile(value, compiling)["duration"] == 61_000


@pytest.mark.parametrize("seconds", [None, 0, -1])
def test_a_sound_without_length_is_told(seconds: Any, upload: Upload, compiling: Compiling) -> None:
    value = {"document": upload("hello.mp3").pk, "url": "", "seconds": seconds}
    assert paths(AUDIO.problems(value, compiling)) == [("seconds",)]


def test_a_sound_of_more_than_a_day_is_told(upload: Upload, compiling: Compiling) -> None:
    value = {"document": upload("hello.mp3").pk, "url": "", "seconds": 86_400}
    assert AUDIO.problems(value, compiling) == []
    [found] = AUDIO.problems({**value, "seconds": 86_401}, compiling)
    assert found.path == ("seconds",) and "86,400" in str(found.message)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({}, ("document",)),
        ({"document": 10**6}, ("document",)),
        ({"url": "film.mp4"}, ("url",)),
        ({"url": "http://example.com/film.mp4"}, ("url",)),
        ({"document": 1, "url": ELSEWHERE}, ("url",)),
    ],
)
def test_a_missing_or_unreachable_file_is_told_at_its_field(
    value: dict[str, Any], path: tuple[str, ...], image: Image, compiling: Compiling
) -> None:
    assert paths(VIDEO.problems({**value, "image": image.pk}, compiling)) == [path]


def test_a_film_without_its_first_picture_is_told(upload: Upload, compiling: Compiling) -> None:
    value = {"document": upload("grill.mp4").pk, "image": None}
    assert paths(VIDEO.problems(value, compiling)) == [("image",)]


def test_a_file_that_line_does_not_play_is_told(upload: Upload, image: Image, compiling: Compiling) -> None:
    [problem] = VIDEO.problems({"document": upload("grill.mov").pk, "image": image.pk}, compiling)
    assert ".mp4" in str(problem.message)


def test_a_film_that_is_too_big_is_told_with_its_size(
    upload: Upload, image: Image, compiling: Compiling
) -> None:
    document = upload("grill.mp4")
    Document.objects.filter(pk=document.pk).update(file_size=201 * 1024 * 1024)
    [problem] = VIDEO.problems({"document": document.pk, "image": image.pk}, compiling)
    assert "201 MB" in str(problem.message)


def test_a_film_in_a_private_collection_is_told(upload: Upload, image: Image, compiling: Compiling) -> None:
    document = upload("grill.mp4")
    private = Collection.get_first_root_node().add_child(name="Staff")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    Document.objects.filter(pk=document.pk).update(collection=private)
    [problem] = VIDEO.problems({"document": document.pk, "image": image.pk}, compiling)
    assert "private collection" in str(problem.message)


@override_settings(LINESTEPS_PUBLIC_BASE_URL="")
def test_a_site_without_a_public_address_cannot_send_files(upload: Upload, compiling: Compiling) -> None:
    value = {"document": upload("hello.mp3").pk, "seconds": 3}
    assert "LINESTEPS_PUBLIC_BASE_URL" in str(AUDIO.problems(value, compiling)[0].message)


def test_without_wagtails_documents_the_form_asks_for_an_address_only(
    monkeypatch: pytest.MonkeyPatch, image: Image, compiling: Compiling
) -> None:
    monkeypatch.setattr(files.apps, "is_installed", lambda name: name != "wagtail.documents")
    assert list(VIDEO.block().child_blocks) == ["url", "image"]
    assert paths(VIDEO.problems({"url": "", "image": image.pk}, compiling)) == [("url",)]
    assert VIDEO.problems({"url": ELSEWHERE, "image": image.pk}, compiling) == []


def test_both_are_told_by_what_people_call_the_file(upload: Upload) -> None:
    assert VIDEO.summary({"document": upload("grill.mp4").pk}) == "Video: How to grill"
    assert AUDIO.summary({"url": "https://example.com/a/hello.mp3"}) == "Audio: hello.mp3"
    assert AUDIO.summary({}) == "Audio"
