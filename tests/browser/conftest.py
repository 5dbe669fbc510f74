"""The browser fixtures."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from scripts.tools import node_for_playwright
from tests.browser import ARGUMENTS, PATIENCE, browser_path
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.witness import Witness

NewContext = Callable[..., BrowserContext]
WITNESSES = pytest.StashKey[list[Witness]]()
expect.set_options(timeout=PATIENCE)


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
def new_context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[NewContext]:
    """Opens a browser window of its own: ``new_context(locale="ja-JP", viewport={...})``.

    English and 1280 x 800 unless told otherwise. An error on a page fails the test.
    """
    opened: list[BrowserContext] = []
    errors: list[str] = []
    witnesses = request.node.stash.setdefault(WITNESSES, [])

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(
            **{"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, **options}  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        opened.append(context)
        witnesses.append(Witness(context))
        return context

    yield open_context
    for context in opened:
        context.close()
    wait_for_requests()
    assert not errors, "JavaScript errors: " + "; ".join(errors)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the browser saw to the report of a test that failed."""
    report = yield
    if report.when == "call" and report.failed:
        for number, witness in enumerate(item.stash.get(WITNESSES, []), 1):
            report.sections.append((f"browser window {number}", witness.tell()))
    return report


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A page in an English window."""
    return new_context().new_page()


@pytest.fixture
def builder(page: Page, live_server: LiveServer) -> BuilderPage:
    """A page in which a superuser is signed in, as wide as a laptop's."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    sign_in(page, live_server.url)
    return BuilderPage(page, live_server.url)
