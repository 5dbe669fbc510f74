"""A shop whose messages go to the referee, while its friends live on the emulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.conftest import line, shop, virtual
from tests.contract.referee import Referee

__all__ = ["line", "referee", "shop", "virtual"]


@pytest.fixture
def referee() -> Iterator[Referee]:
    """The judge, listening."""
    with Referee() as referee:
        yield referee
