"""The browser fixtures."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scripts.tools import node_for_playwright
from tests.browser import ARGUMENTS, browser_path

NewContext = Callable[..., BrowserContext]
# Other tests share the machine; what comes at all comes within this.
expect.set_options(timeout=15_000)


# Per module, not per session: while Playwright runs, this thread has a running event loop, and every
# other test of the same worker that calls asyncio.run() would fail.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = browser_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium was found that starts.")
        pytest.skip("No Chromium was found that starts.")
    with pytest.MonkeyPatch.context() as patch:
        # That event loop makes Django refuse the ORM in this thread; here it is safe.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        if node := node_for_playwright():
            patch.setenv("PLAYWRIGHT_NODEJS_PATH", node)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            yield chromium
            chromium.close()


def wait_for_requests(seconds: float = 15) -> None:
    """Let requests end that the live server still works on, before the test's database is emptied."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.05)


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Opens a browser window of its own: ``new_context(locale="ja-JP", viewport={...})``.

    English and 1280 x 800 unless told otherwise. An error on a page fails the test.
    """
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(
            **{"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, **options}  # type: ignore[arg-type]
        )
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
    wait_for_requests()
    assert not errors, "JavaScript errors: " + "; ".join(errors)


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A page in an English window."""
    return new_context().new_page()
