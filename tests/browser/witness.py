"""What a browser saw while a test failed, as text: the machine that fails is seldom the one that is looked at."""

from __future__ import annotations

import time

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Frame, Page, Request, Response

#: Lines of what happened, and characters of what stood on a page.
LATEST, SHOWN = 60, 1500


class Witness:
    """Listens to a browser window from its beginning."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._began = time.monotonic()
        self._events: list[str] = []
        context.on("console", self._console)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("page", self._page)

    def _note(self, words: str) -> None:
        self._events.append(f"{time.monotonic() - self._began:7.2f} s  {words}")

    def _page(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self._went(page, frame))
        page.on("dialog", lambda dialog: self._note(f"dialog: {dialog.message}"))

    def _went(self, page: Page, frame: Frame) -> None:
        if frame == page.main_frame:
            self._note(f"went to {frame.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"console {message.type}: {message.text[:300]}")

    def _failed(self, request: Request) -> None:
        self._note(f"no answer: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 or response.request.method != "GET":
            self._note(f"{response.status}: {response.request.method} {response.url}")

    def tell(self) -> str:
        """What happened last, and what stands on the pages and in their dialogs now."""
        lines = self._events[-LATEST:]
        for page in self._context.pages:
            try:
                lines += [f"-- {page.url}", page.locator("body").inner_text(timeout=2000)[:SHOWN]]
                modal = page.locator(".modal, [role=dialog]")
                lines += [f"-- dialog: {text[:SHOWN]}" for text in modal.all_inner_texts()]
            except Error as error:
                lines.append(f"-- the page does not answer: {error}")
        return "\n".join(lines)
