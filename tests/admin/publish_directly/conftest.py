"""A server whose links open, and one scenario for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.test_link_opening import Server


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A web server on this machine; the network is asked, but LINE is not there."""
    settings.LINESTEPS_NETWORK_CHECKS = True
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True
    settings.LINESTEPS_API_BASE_URL = "http://127.0.0.1:9"
    server = Server({"/good": 200})
    yield server
    server.stop()
