"""LINE's own emoji in a text: chosen by their picture, shown as chips, stored in braces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from linesteps.testing.build import buttons
from tests.admin.builders import make_scenario, step
from tests.browser.axe import axe, in_theme
from tests.browser.builder_page import BuilderPage, picture
from tests.browser.test_placeholders import Words, open_text, shop_with_attributes, speak
from tests.browser.test_stickers import LINES_PICTURES

#: A green face; LINE's own are not ours to keep.
FACE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4.5" fill="#3a7"/>'
    '<path d="M3 6q2 2 4 0M3.5 4h.1M6.5 4h.1" stroke="#fff" fill="none" stroke-linecap="round"/></svg>'
)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACES, SECOND = "670e0cce840a8236ddd4ee4c", "5ac1bfd5040ab15980c9b435"
SAID = {
    "en": {"emoji": "Insert a LINE emoji", "set": "Set 2", "one": "LINE emoji 003"},
    "ja": {"emoji": "LINE絵文字を入れる", "set": "セット2", "one": "LINE絵文字 003"},
}


@pytest.fixture
def asked(builder: BuilderPage) -> Iterator[list[str]]:
    """The pictures of LINE's that the page asks for."""
    urls: list[str] = []

    def answer(route: Route) -> None:
        urls.append(route.request.url)
        route.fulfill(body=FACE, content_type="image/svg+xml")

    builder.page.route(LINES_PICTURES, answer)
    yield urls


def open_picker(words: Words, language: str = "en") -> None:
    words.builder.form.get_by_role("button", name=SAID[language]["emoji"]).click()
    expect(words.dialog).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_emoji_is_chosen_by_its_picture_and_stands_where_the_caret_was(
    builder: BuilderPage, asked: list[str], language: str
) -> None:
    speak(builder.page, language)
    words = open_text(builder, "おかえりなさい！")
    words.text.click()
    words.page.keyboard.press("End")
    words.page.keyboard.press("ArrowLeft")
    open_picker(words, language)
    words.dialog.get_by_role("button", name=SAID[language]["set"], exact=True).click()
    picture(words.page, f"emoji-picker-{language}")
    words.dialog.get_by_role("button", name=SAID[language]["one"], exact=True).click()
    expect(words.dialog).to_have_count(0)
    builder.has("おかえりなさい{{ emoji." + SECOND + ".003 }}！")
    expect(words.chips.locator("img")).to_have_count(1)
    picture(words.page, f"emoji-chip-{language}")
    builder.save()
    builder.page.reload()
    builder.cards.first.click()
    expect(words.chips.locator("img")).to_have_attribute(
        "src", f"https://stickershop.line-scdn.net/sticonshop/v1/sticon/{SECOND}/iPhone/003.png"
    )
    assert any(url.endswith(f"{SECOND}/iPhone/003.png") for url in asked)


def test_everything_is_done_by_the_keyboard(builder: BuilderPage, asked: list[str]) -> None:
    words = open_text(builder, "Hi")
    keys = words.page.keyboard
    words.text.focus()
    keys.press("End")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    # The first emoji of the first set has the keyboard.
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(words.text).to_be_focused()
    builder.has("Hi{{ emoji." + FACES + ".002 }}")
    # The chip is one step, and Enter changes it.
    keys.press("Shift+ArrowLeft")
    expect(words.builder.form.get_by_role("status").first).to_contain_text("LINE emoji 002")
    keys.press("Enter")
    expect(words.dialog.locator("[aria-pressed=true]")).to_have_count(2)
    keys.press("ArrowLeft")
    keys.press("Enter")
    builder.has("Hi{{ emoji." + FACES + ".001 }}")
    keys.press("Backspace")
    expect(words.chips).to_have_count(0)
    keys.press("Control+z")
    builder.has("Hi{{ emoji." + FACES + ".001 }}")


def test_emoji_that_is_not_in_the_list_is_put_in_by_its_number(
    builder: BuilderPage, asked: list[str]
) -> None:
    words = open_text(builder, "Hi")
    open_picker(words)
    words.dialog.get_by_text("Another emoji, by its number").click()
    words.dialog.get_by_label("product ID").fill("no such thing")
    words.dialog.get_by_label("emoji ID").fill("007")
    words.dialog.get_by_role("button", name="Insert", exact=True).click()
    expect(words.dialog).to_be_visible()
    words.dialog.get_by_label("product ID").fill("5ac21ba5040ab15980c9b441")
    words.dialog.get_by_role("button", name="Insert", exact=True).click()
    builder.has("{{ emoji.5ac21ba5040ab15980c9b441.007 }}")


def test_without_lines_pictures_numbers_and_a_sign_stand_for_them(builder: BuilderPage) -> None:
    builder.page.route(LINES_PICTURES, lambda route: route.abort())
    words = open_text(builder, "Hi {{ emoji." + FACES + ".002 }}")
    expect(builder.form.locator(".ls-words__chip--sign")).to_have_count(1)
    open_picker(words)
    expect(words.dialog.get_by_role("button", name="LINE emoji 002")).to_have_text("002")
    picture(words.page, "emoji-no-pictures")


def test_fields_that_line_shows_no_emoji_in_offer_none(builder: BuilderPage) -> None:
    message = buttons("Which?", ("Go", ""))
    builder.open(make_scenario(shop_with_attributes(), step("send", "first", name="", messages=[message])))
    builder.cards.first.click()
    builder.form_is_there()
    expect(builder.form.get_by_role("button", name="Insert a name or value").first).to_be_visible()
    expect(builder.form.get_by_role("button", name="Insert a LINE emoji")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_picker_can_be_read_by_everybody(builder: BuilderPage, asked: list[str], theme: str) -> None:
    words = open_text(builder, "Hi {{ emoji." + FACES + ".002 }}")
    open_picker(words)
    page: Page = words.page
    in_theme(page, theme)
    picture(page, f"emoji-picker-{theme}")
    assert axe(page) == []
