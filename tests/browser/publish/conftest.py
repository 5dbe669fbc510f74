"""A scenario that is to be published."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.publish.dialog import Publishing


@pytest.fixture
def publishing(page: Page, live_server: Any) -> Publishing:
    """A page in which a superuser is signed in."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    sign_in(page, live_server.url)
    return Publishing(BuilderPage(page, live_server.url))
