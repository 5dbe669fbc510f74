"""An address by which phones find pictures."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
