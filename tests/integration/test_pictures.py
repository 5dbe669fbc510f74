"""The address at which LINE fetches the picture of a rich message."""

from __future__ import annotations

import gc
import urllib.error
import urllib.request
from contextlib import closing
from io import BytesIO
from typing import Any

import PIL.Image
import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from linesteps.messages.parts.picture_address import WIDTHS, base_url
from tests.contract import kinds

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture
def image(settings: Any) -> Any:
    """Smaller than what LINE asks for."""
    settings.LINESTEPS_PUBLIC_BASE_URL = ""
    cache.clear()
    # Tests with real commits flush the one that Wagtail's migrations make.
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    yield Image.objects.create(title="Fish", file=get_test_image_file(size=(640, 320)))
    gc.collect()


def path_of(image: Image) -> str:
    return base_url(image, kinds.compiling())


def fetched(response: Any) -> bytes:
    content = b"".join(response.streaming_content)
    response.close()
    return content


@pytest.mark.parametrize("width", [1040, 700, 460, 300, 240])
def test_each_width_of_lines_is_served_exactly_by_real_http(
    width: int, image: Image, live_server: Any
) -> None:
    with urllib.request.urlopen(f"{live_server.url}{path_of(image)}/{width}") as answer:  # noqa: S310
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        content = answer.read()
    assert len(content) < 10 * 1024 * 1024
    with PIL.Image.open(BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (width, width // 2))


def test_other_widths_and_addresses_that_we_did_not_sign_make_no_rendition(image: Image) -> None:
    path, client = path_of(image), Client()
    head, _slash, token = path.rpartition("/")
    other = Image.objects.create(title="Private", file=get_test_image_file(size=(10, 10)))
    foreign = path_of(other).rpartition("/")[2]
    # The image of one address with the signature of another.
    mixed = foreign[:20] + token[20:]
    wrong = [f"{path}/1041", f"{path}/0", f"{path}/700/", f"{path}/700.jpg"]
    wrong += [f"{head}/{one}/700" for one in (mixed, token[:-1], token + "A", "x", "あ", "A" * 43)]
    assert [client.get(one).status_code for one in wrong] == [404] * len(wrong)
    assert Image.get_rendition_model().objects.count() == 0


def test_it_is_made_once_and_answers_who_only_asks(image: Image) -> None:
    path, client = f"{path_of(image)}/{WIDTHS[0]}", Client()
    for _time in range(2):
        with closing(client.get(path)) as answer:
            assert answer.status_code == 200
            assert fetched(answer).startswith(b"\xff\xd8")
    with closing(client.head(path)) as answer:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert int(answer.headers["Content-Length"]) > 0
    assert client.post(path).status_code == 405
    assert image.renditions.count() == 1


def test_an_older_address_leads_to_the_new_file_but_not_for_ever(image: Image) -> None:
    path, client = f"{path_of(image)}/240", Client()
    image.file = get_test_image_file(size=(640, 640), colour="red")
    image._set_file_hash()
    image.save()
    with closing(client.get(path)) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        with PIL.Image.open(BytesIO(fetched(answer))) as picture:
            assert picture.size == (240, 240)


def test_a_file_that_was_lost_is_not_found_and_no_fault(image: Image) -> None:
    path = f"{path_of(image)}/240"
    image.file.storage.delete(image.file.name)
    assert Client().get(path).status_code == 404
    image.delete()
    assert Client().get(path).status_code == 404


def test_an_unknown_address_by_real_http_is_not_found(live_server: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{live_server.url}/linesteps/p/nothing/240")  # noqa: S310
    assert refused.value.code == 404
    refused.value.close()
