"""The browser itself works: what all other tests here stand on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import in_thread


def test_browser_runs_scripts_and_shows_japanese(page: Page) -> None:
    page.set_content("<p id=t>友だち</p><script>document.title = '配信'</script>")
    assert page.title() == "配信"
    assert page.text_content("#t") == "友だち"


def test_context_takes_a_locale(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(locale="ja-JP").new_page()
    assert page.evaluate("navigator.language") == "ja-JP"


async def _answer() -> int:
    return 42


def test_asyncio_works_in_a_thread_beside_playwright(page: Page) -> None:
    assert in_thread(asyncio.run, _answer()) == 42


@pytest.mark.django_db
def test_database_can_be_used_beside_playwright(page: Page) -> None:
    from django.contrib.auth import get_user_model

    assert get_user_model().objects.count() == 0
