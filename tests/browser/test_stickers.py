"""Choosing a sticker by its picture."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Route, expect

from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_scenario, step
from tests.browser.axe import axe, in_theme
from tests.browser.builder_page import BuilderPage, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINES_PICTURES = "https://stickershop.line-scdn.net/**"
#: One green pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg=="
)


def sends(sticker: str) -> Scenario:
    value = {"sticker": sticker, "package": ""}
    message = {"type": "sticker", "id": str(uuid.uuid4()), "value": value}
    return make_scenario(make_account(), step("send", name="", messages=[message], expires_hours=None))


class Stickers:
    """The stickers under the field of the open message."""

    def __init__(self, builder: BuilderPage) -> None:
        self.builder, self.page = builder, builder.page
        self.box = self.page.locator(".ls-inspector .ls-stickers")
        self.field = self.page.locator(".ls-inspector [name$='value-sticker']")
        self.asked: list[str] = []
        self.page.route(LINES_PICTURES, self.answer)

    def answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    def open(self, scenario: Scenario) -> Stickers:
        self.builder.open(scenario)
        if not self.box.count():
            self.builder.cards.first.click()
            self.builder.form_is_there()
        expect(self.button("Choose a sticker")).to_be_visible()
        return self

    def button(self, name: str) -> Locator:
        return self.box.get_by_role("button", name=name, exact=True)


@pytest.fixture
def stickers(builder: BuilderPage) -> Iterator[Stickers]:
    yield Stickers(builder)


def test_a_sticker_is_chosen_by_mouse_and_undo_takes_it_back(stickers: Stickers) -> None:
    stickers.open(sends(""))
    assert stickers.asked == []
    stickers.button("Choose a sticker").click()
    stickers.button("Set 11538").click()
    stickers.button("Sticker 51626495").click()
    expect(stickers.field).to_have_value("51626495")
    stickers.builder.has("51626495")
    expect(stickers.box.get_by_role("img", name="Sticker 51626495")).to_be_visible()
    picture(stickers.page, "stickers-chosen")
    stickers.page.locator(".ls-tools").get_by_role("button", name="Undo").click()
    stickers.page.wait_for_function(
        "window.linesteps.builder.steps()[0].value.messages[0].value.sticker === ''"
    )


def test_a_sticker_is_chosen_with_the_keyboard_alone(stickers: Stickers) -> None:
    stickers.open(sends("52002734"))
    press = stickers.page.keyboard.press
    stickers.button("Choose a sticker").focus()
    press("Enter")
    expect(stickers.button("Sticker 52002734")).to_be_focused()
    press("ArrowRight")
    expect(stickers.button("Sticker 52002735")).to_be_focused()
    press("Escape")
    expect(stickers.button("Choose a sticker")).to_be_focused()
    expect(stickers.builder.form).to_be_visible()
    expect(stickers.field).to_have_value("52002734")
    press("Enter")
    press("Shift+Tab")
    expect(stickers.button("Set 11537")).to_be_focused()
    press("ArrowLeft")
    press("Enter")
    press("Tab")
    expect(stickers.button("Sticker 16581290")).to_be_focused()
    press("Enter")
    expect(stickers.button("Choose a sticker")).to_be_focused()
    stickers.builder.has("16581290")


def test_without_lines_pictures_there_are_numbers(stickers: Stickers) -> None:
    stickers.page.unroute(LINES_PICTURES)
    stickers.page.route(LINES_PICTURES, lambda route: route.abort())
    stickers.open(sends("1988"))
    expect(stickers.box.locator(".ls-stickers__chosen")).to_have_text("1988")
    stickers.button("Choose a sticker").click()
    expect(stickers.button("Sticker 1989")).to_have_text("1989")
    stickers.button("Sticker 1989").click()
    stickers.builder.has("1989")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_from_the_stickers(stickers: Stickers, scheme: str) -> None:
    stickers.open(sends("52002734"))
    in_theme(stickers.page, scheme)
    stickers.button("Choose a sticker").click()
    expect(stickers.button("Sticker 52002734")).to_have_attribute("aria-pressed", "true")
    picture(stickers.page, f"stickers-{scheme}")
    assert axe(stickers.page) == []
