"""What the tests of single kinds of messages share."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from linesteps.messages.kind import Compiling
from tests.contract import kinds


@pytest.fixture
def compiling() -> Compiling:
    """For a step called “here” of the first scenario."""
    return kinds.compiling()


@pytest.fixture
def image(db: None) -> Image:
    """A picture of 640 by 480, of which no rendition is known."""
    # Wagtail's cache outlives the rollback, and the next test's picture has the same key.
    cache.clear()
    return Image.objects.create(title="Fish", file=get_test_image_file())
