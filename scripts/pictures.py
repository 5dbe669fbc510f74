"""Take the pictures of ``docs/images`` from a fresh demo: every screen, in both languages.

``python -m scripts.pictures`` starts the demo in Japanese and in English, one after the other, in a folder of
its own, and ends it again. ``--only builder,history`` takes some of them. The walk of the phone has pictures of
its own (``tests/browser/test_demo_walk.py``).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts import tools
from tests.browser import ARGUMENTS, browser_path
from tests.browser.message_sheet import draw_sheet

IMAGES = tools.ROOT / "docs" / "images"
PORT, EMULATOR_PORT = 8310, 8311
LANGUAGES = {"ja": "ja-JP", "en": "en-GB"}
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SHEET = {"width": 2200}
STARTED = "Ctrl-C"
PATIENCE_S = 600
#: Sc5 is the first scenario of the demo.
BRANCHING = "linesteps/scenarios/edit/1/"
DRAFT = "linesteps/scenarios/edit/3/"


class Camera:
    """Takes pictures of one demo in one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def go(self, path: str, size: Any = WIDE) -> Page:
        """Open a page of the admin and wait until nothing moves any more."""
        self.page.set_viewport_size(size)
        self.page.goto(f"http://localhost:{PORT}/admin/{path}")
        self.rest()
        return self.page

    def rest(self) -> None:
        """Until the last answer is drawn."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(900)

    def builder(self, size: Any = WIDE) -> Page:
        """The scenario that branches, with the builder in the middle of the window."""
        page = self.go(BRANCHING, size)
        page.locator(".ls-builder[aria-busy='false']").wait_for()
        page.evaluate("scrollTo(0, 0)")
        return page

    def open_card(self, number: int = 0) -> Page:
        """The form of a step."""
        page = self.builder()
        page.locator(".ls-canvas [data-id]").nth(number).click()
        page.locator(".ls-inspector").wait_for()
        page.locator("#ls-tab-settings").click()
        self.rest()
        return page

    def take(self, name: str) -> None:
        """Keep what is to be seen."""
        self.page.screenshot(path=IMAGES / f"{name}-{self.language}.png", animations="disabled")


def builder(camera: Camera) -> None:
    """The picture, the outline and the form of one message."""
    camera.open_card()


def builder_phone(camera: Camera) -> None:
    """The same with the phone in place of the form."""
    camera.open_card(2)
    camera.page.locator("#ls-tab-phone").click()
    camera.rest()


def builder_small(camera: Camera) -> None:
    """The outline on a phone."""
    camera.builder(PHONE).locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    camera.rest()


def test_send(camera: Camera) -> None:
    """A step to a tester."""
    camera.open_card()
    camera.page.locator("#ls-tab-phone").click()
    camera.page.locator(".ls-phone__test summary").click()
    camera.rest()
    camera.page.locator(".ls-phone__test").evaluate("element => element.scrollIntoView({block: 'end'})")


def simulator(camera: Camera) -> None:
    """The scenario tried until its third event."""
    name = {"ja": "ためす", "en": "Try it"}[camera.language]
    camera.builder().get_by_role("button", name=name, exact=True).click()
    forward = camera.page.locator(".ls-trial__time button").first
    for _number in range(2):
        camera.rest()
        if forward.is_enabled():
            forward.click()
    camera.rest()


def publish(camera: Camera) -> None:
    """What is looked at before a draft goes live."""
    page = camera.go(DRAFT)
    page.locator(".ls-builder[aria-busy='false']").wait_for()
    page.locator(".ls-publish__open").click()
    camera.rest()


def publish_live(camera: Camera) -> None:
    """A changed scenario in which people are."""
    page = camera.open_card()
    field = page.locator(".ls-inspector__form textarea").first
    field.fill(field.input_value() + "\n🐟")
    camera.rest()
    page.locator(".ls-publish__open").click()
    camera.rest()


def results_step(camera: Camera) -> None:
    """The figures of one step."""
    camera.go("linesteps/scenarios/results/1/").locator("[data-id]").first.click()
    camera.rest()


def designs(camera: Camera) -> list[tuple[str, Any]]:
    """Name and example of each ready design, as the menu of the builder shows them."""
    start = camera.builder().locator(".ls-builder > script[type='application/json']").first.text_content()
    found = []
    for preset in json.loads(start or "{}")["presets"]:
        if "example" in preset:
            camera.page.goto(f"http://localhost:{PORT}{preset['example']}")
            shown = json.loads(camera.page.locator("#ls-preview-shown").text_content() or "{}")
            found.append((preset["label"], shown["items"][0]["messages"][0]))
    return found


def messages(camera: Camera) -> None:
    """Every kind of message at once; its words are those of a page of the demo."""
    said = camera.go("linesteps/scenarios/templates/sc5/").locator("#ls-talk-shown").text_content()
    draw_sheet(camera.page, camera.language, json.loads(said or "{}")["words"], designs(camera))
    camera.page.set_viewport_size({**SHEET, "height": 600})
    height = camera.page.evaluate("document.documentElement.scrollHeight")
    camera.page.set_viewport_size({**SHEET, "height": height})
    camera.rest()


def page_of(path: str) -> Callable[[Camera], None]:
    """A page as it opens."""

    def show(camera: Camera) -> None:
        camera.go(path)

    return show


def first_of(path: str) -> Callable[[Camera], None]:
    """What the first row of a list leads to."""

    def show(camera: Camera) -> None:
        camera.go(path).locator("main table tbody tr td a").first.click()
        camera.rest()

    return show


SCREENS: dict[str, Callable[[Camera], None]] = {
    "builder": builder,
    "builder-phone": builder_phone,
    "builder-small": builder_small,
    "test-send": test_send,
    "simulator": simulator,
    "scenarios": page_of("linesteps/scenarios/"),
    "templates": page_of("linesteps/scenarios/templates/"),
    "template": page_of("linesteps/scenarios/templates/sc5/"),
    "messages": messages,
    "library": page_of("linesteps/library/"),
    "results": page_of("linesteps/scenarios/results/1/"),
    "results-step": results_step,
    "friends": page_of("linesteps/friends/"),
    "segments": page_of("linesteps/segments/"),
    "segment": first_of("linesteps/segments/"),
    "routes": page_of("linesteps/routes/"),
    "route": page_of("linesteps/routes/page/1/"),
    "one-off": page_of("linesteps/one-off/"),
    "one-off-form": first_of("linesteps/one-off/"),
    "one-off-results": page_of("linesteps/one-off/results/1/"),
    "line-audiences": page_of("linesteps/line-audiences/"),
    "narrowcast": first_of("linesteps/narrowcasts/"),
    "receiving": page_of("linesteps/receiving-addresses/new/"),
    "accounts": page_of("linesteps/accounts/"),
    "status": page_of("linesteps/status/"),
    # Last, since they change something.
    "publish-live": publish_live,
    "publish": publish,
    "history": page_of("linesteps/scenarios/history/1/"),
}


@contextmanager
def demo(language: str) -> Iterator[None]:
    """A demo that nobody used yet."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.txt"
        command = [sys.executable, "manage.py", "linesteps_demo", "--language", language]
        command += ["--port", str(PORT), "--emulator-port", str(EMULATOR_PORT)]
        with said.open("w", encoding="utf-8") as out:
            running = subprocess.Popen(
                command,
                cwd=tools.ROOT,
                env={**os.environ, "LINESTEPS_VAR": folder},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            end = time.monotonic() + PATIENCE_S
            while STARTED not in said.read_text(encoding="utf-8"):
                if running.poll() is not None or time.monotonic() > end:
                    raise SystemExit("The demo does not start:\n" + said.read_text(encoding="utf-8"))
                time.sleep(0.5)
            yield
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(timeout=60)


def main(arguments: list[str]) -> None:
    """Take the named pictures, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(SCREENS), help="names, with commas between them")
    names = parser.parse_args(arguments).only.split(",")
    for language, locale in LANGUAGES.items():
        with demo(language), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
            page = browser.new_context(locale=locale, viewport=WIDE).new_page()  # type: ignore[arg-type]
            page.goto(f"http://localhost:{PORT}/admin/login/")
            page.fill("[name=username]", "admin")
            page.fill("[name=password]", "demo")
            page.click("button[type=submit]")
            camera = Camera(page, language)
            camera.rest()
            for name in names:
                SCREENS[name](camera)
                camera.take(name)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
