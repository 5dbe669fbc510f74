"""Two accounts, and a folder for pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Collection

from linesteps.models import Account
from tests.integration.transfer.files import make_account


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture
def account() -> Account:
    return make_account("1000000001", "浜の店")


@pytest.fixture
def other() -> Account:
    return make_account("1000000002", "山の店")
