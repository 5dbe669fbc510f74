"""The shop of the acceptance tests, and another one, for the fault matrix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linesteps import clock
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import line, shop, virtual

__all__ = ["line", "shop", "virtual"]


@pytest.fixture
def other(shop: Shop, virtual: clock.VirtualClock) -> Iterator[Shop]:
    """Another account on the same site, on a platform of its own."""
    with FakeLine(http_hosts=["testserver"]) as line:
        yield Shop(line, virtual, name="Other", channel_id="2")
