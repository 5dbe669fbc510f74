"""Drives the builder on the scenario's edit page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from tests.browser import in_thread

Steps = list[dict[str, Any]]


def sign_in(page: Page, address: str) -> None:
    """Sign a new superuser in."""
    # By its cookie: the sign-in form leads to the home page, which asks for the root page that
    # transactional tests flush.
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.com", "pass"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])


def tell(words: str) -> None:
    """Shown by ``pytest -s``; figures of one machine are nothing to assert."""
    print(words)  # noqa: T201


def picture(page: Page, name: str) -> None:
    """Kept for people to look at, when LINESTEPS_SHOTS names a folder."""
    if folder := os.environ.get("LINESTEPS_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


class BuilderPage:
    """One scenario in the builder.

    Args:
        page: where somebody is signed in.
        address: of the live server.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.canvas = page.locator(".ls-canvas")
        self.cards = page.locator(".ls-canvas [data-id]")
        self.slots = page.locator(".ls-slot")
        self.form = page.locator(".ls-inspector__form")

    def open(self, scenario: Scenario) -> BuilderPage:
        """Open the edit page of a scenario and wait for its picture."""
        self.page.goto(self.address + reverse("linesteps_scenarios:edit", args=[scenario.pk]))
        self.settled()
        return self

    def settled(self) -> None:
        """Wait until the server has said its words about the steps as they are."""
        self.page.wait_for_function("window.linesteps?.builder !== undefined")
        expect(self.page.locator(".ls-footer__problems")).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator(".ls-builder")).to_have_attribute("aria-busy", "false")

    def form_is_there(self) -> None:
        """Wait until the form of the open step is on the page, with the caret if it wanted that."""
        self.page.wait_for_function(
            "document.querySelector('.ls-inspector[hidden], .ls-inspector:not([aria-busy=true])')"
        )

    def calm(self) -> None:
        """Wait until nothing moves by itself: the steps have what is typed, and the server has said its words.

        People aim at what stands still. A press in the moment between aim and word would miss.
        """
        self.page.evaluate("window.linesteps.builder.settle()")
        expect(self.page.locator(".ls-builder")).to_have_attribute("aria-busy", "false")
        self.page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    def steps(self) -> Steps:
        """The steps in the browser."""
        return list(self.page.evaluate("window.linesteps.builder.steps()"))

    def card(self, words: str) -> Locator:
        """A step in the picture by its words."""
        return self.cards.filter(has_text=words).first

    @property
    def when(self) -> Locator:
        """The time beside a message."""
        return self.page.locator(".ls-when")

    def add(self, number: int, label: str) -> None:
        """Press the ＋ with this number (-1: the last) and choose from the menu."""
        self.press(self.slots.nth(number) if number >= 0 else self.slots.last)
        self.choose(label)

    def add_to_path(self, number: int, label: str) -> None:
        """Press the first ＋ of the path with this number (-1: the last) and choose from the menu."""
        paths = self.page.locator(".ls-path")
        path = paths.nth(number) if number >= 0 else paths.last
        self.press(path.locator(".ls-slot").first)
        self.choose(label)

    def press(self, target: Locator) -> None:
        """Click what may move when the server says its words, once it has."""
        self.calm()
        target.click()

    def choose(self, label: str) -> None:
        """Choose from the open menu by its exact words."""
        self.page.locator(".ls-menu").get_by_role("option", name=label, exact=True).click()

    def field(self, name: str) -> Locator:
        """A field in the form of the open step, by the end of its name; with chips, the one that people see."""
        has_chips = "[data-controller~='ls-placeholders']"
        named = f"[name$='{name}']"
        return self.form.locator(
            f"{named}:not({has_chips}), {named}{has_chips} + .ls-words .ls-words__text"
        ).last

    def write(self, words: str) -> None:
        """Type into the field that has the keyboard, as after adding a message, until the steps have it."""
        expect(self.form.locator(":focus")).to_be_visible()
        self.page.keyboard.insert_text(words)
        self.has(words)

    def has(self, words: str) -> None:
        """Wait until the steps hold these words."""
        self.page.wait_for_function(
            "words => JSON.stringify(window.linesteps.builder.steps()).includes(JSON.stringify(words).slice(1, -1))",
            arg=words,
        )

    def type(self, name: str, words: str) -> None:
        """Fill a field and wait until the steps have it."""
        # Until the form of a new step comes, that of the one before stays, with fields of the same names.
        self.form_is_there()
        self.field(name).fill(words)
        self.has(words)

    @contextmanager
    def next_page(self) -> Iterator[None]:
        """Wait until another page has come: Wagtail also changes the address of one that stays."""
        self.page.evaluate("window.isBefore = true")
        yield
        self.page.wait_for_function("!window.isBefore && document.readyState === 'complete'")

    def save(self, *, by_key: bool = False) -> None:
        """Save the draft."""
        with self.next_page():
            if by_key:
                self.page.keyboard.press("Control+s")
            else:
                self.page.locator("form#w-editor-form footer button.action-save").first.click()
        self.settled()


def stored(scenario: Scenario) -> Steps:
    """The steps of the newest draft in the database."""

    def read() -> Steps:
        return plain(Scenario.objects.get(pk=scenario.pk).get_latest_revision_as_object().steps)

    return in_thread(read)
