"""What the drawing of areas asks of the server."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from tests.admin.builders import make_user

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


def ask(client: Client, pk: Any) -> Any:
    response = client.get(reverse("linesteps_areas:picture", args=[pk]))
    gc.collect()
    return response


def test_the_picture_comes_with_its_height_in_the_units_of_areas(admin: Client) -> None:
    cache.clear()
    image = Image.objects.create(title="Fish", file=get_test_image_file(size=(640, 480)))
    found = ask(admin, image.pk).json()
    assert found["height"] == 780
    assert "lswidth-700" in found["src"]


def test_nothing_is_shown_that_is_gone_or_that_line_cannot_show(admin: Client) -> None:
    assert ask(admin, 10**6).status_code == 404
    drawing = ContentFile(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', name="fish.svg")
    assert ask(admin, Image.objects.create(title="Drawing", file=drawing).pk).status_code == 404
    lost = Image.objects.create(title="Lost", file=get_test_image_file(filename="lost.png"))
    lost.file.storage.delete(lost.file.name)
    assert ask(admin, lost.pk).status_code == 404


def test_only_who_may_see_scenarios_sees_it() -> None:
    cache.clear()
    image = Image.objects.create(title="Fish", file=get_test_image_file())
    answers = []
    for permissions in ([], ["view_coupon"], ["view_scenario"]):
        client = Client()
        client.force_login(make_user(*permissions))
        answers.append(ask(client, image.pk).status_code)
    # Wagtail sends people without a permission back to its home.
    assert answers == [302, 302, 200]
