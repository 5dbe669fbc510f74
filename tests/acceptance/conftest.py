"""A shop on the emulator, on a frozen clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from linesteps import clock
from linesteps.engine.versions import forget_versions
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop

TOKYO = ZoneInfo("Asia/Tokyo")
#: A Sunday morning, outside quiet hours.
START = datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO)


@pytest.fixture
def virtual() -> Iterator[clock.VirtualClock]:
    """A clock that stands at ``START``."""
    with clock.frozen(START) as frozen:
        yield frozen


@pytest.fixture
def line() -> Iterator[FakeLine]:
    """The emulator."""
    with FakeLine(http_hosts=["testserver"]) as line:
        yield line


@pytest.fixture
def shop(transactional_db: None, virtual: clock.VirtualClock, line: FakeLine) -> Iterator[Shop]:
    """A shop with an account on the emulator; commits are real."""
    forget_versions()
    yield Shop(line, virtual)
    forget_versions()
