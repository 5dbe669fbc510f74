"""The shop of the acceptance tests."""

from __future__ import annotations

from tests.acceptance.conftest import line, shop, virtual

__all__ = ["line", "shop", "virtual"]
