"""A folder for pictures."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    # Wagtail remembers renditions by the ids of images, which are given out anew.
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path)
