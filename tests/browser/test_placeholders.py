"""Names and values in text fields: chips for people, braces in the data."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute
from linesteps.testing.build import buttons
from tests.admin.builders import make_account, make_scenario, send, step
from tests.browser import in_thread
from tests.browser.axe import axe, in_theme
from tests.browser.builder_page import BuilderPage, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"insert": "Insert a name or value", "name": "Friend's name", "san": "with さん", "do": "Insert"},
    "ja": {"insert": "名前や項目を入れる", "name": "友だちの名前", "san": "さんを付ける", "do": "入れる"},
}


def shop_with_attributes() -> Account:
    account = make_account(language="ja")
    Attribute.objects.create(account=account, key="birthday", name="誕生日", type="date")
    Attribute.objects.create(account=account, key="memo", name="好きな魚", type="text")
    return account


class Words:
    """The first text field of the open step."""

    def __init__(self, builder: BuilderPage) -> None:
        self.builder, self.page = builder, builder.page
        self.text = builder.form.locator(".ls-words__text").first
        self.chips = builder.form.locator(".ls-words__chip")
        self.insert = builder.form.locator(".ls-words__insert").first
        self.dialog = builder.page.locator(".ls-words-dialog")

    def shown(self) -> list[str]:
        return [
            text.replace("\u00a0", " ").strip("\u2061\u2062\u2063\u2064 ")
            for text in self.chips.all_inner_texts()
        ]


def open_text(builder: BuilderPage, text: str) -> Words:
    builder.open(make_scenario(shop_with_attributes(), send(text, step_id="first")))
    builder.cards.first.click()
    builder.form_is_there()
    words = Words(builder)
    expect(words.text).to_be_visible()
    return words


def text_of(builder: BuilderPage) -> str:
    return str(builder.steps()[0]["value"]["messages"][0]["value"]["text"])


def speak(page: Page, language: str) -> None:
    """Wagtail speaks the language that the person has chosen."""

    def store() -> None:
        profile = UserProfile.get_for_user(get_user_model().objects.get(username="boss"))
        profile.preferred_language = language
        profile.save()

    in_thread(store)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_name_is_put_in_by_mouse_and_survives_save_and_reload(builder: BuilderPage, language: str) -> None:
    said = WORDS[language]
    speak(builder.page, language)
    words = open_text(builder, "こんにちは")
    words.text.click()
    words.page.keyboard.press("Home")
    words.insert.click()
    expect(words.dialog).to_be_visible()
    expect(words.dialog.locator("select").first).to_be_focused()
    words.dialog.locator("select").nth(1).select_option("san")
    picture(builder.page, f"placeholders-dialog-{language}")
    assert axe(builder.page) == []
    words.dialog.get_by_role("button", name=said["do"], exact=True).click()
    builder.has("{{ display_name:san|お客様 }}こんにちは")
    picture(builder.page, f"placeholders-{language}")
    in_theme(builder.page, "dark")
    picture(builder.page, f"placeholders-dark-{language}")
    assert axe(builder.page) == []
    builder.save()
    builder.cards.first.click()
    builder.form_is_there()
    expect(words.chips).to_have_count(1)
    assert "さん" in words.shown()[0]
    assert text_of(builder) == "{{ display_name:san|お客様 }}こんにちは"


def test_chip_is_one_step_for_the_keyboard_and_goes_as_a_whole(builder: BuilderPage) -> None:
    words = open_text(builder, "A{{ display_name:san|you }}B")
    keyboard = words.page.keyboard
    words.text.focus()
    keyboard.press("Home")
    for _press in range(2):
        keyboard.press("ArrowRight")
    keyboard.type("x")
    builder.has("A{{ display_name:san|you }}xB")
    keyboard.press("ArrowLeft")
    keyboard.press("Backspace")
    builder.has("AxB")
    # The browser's own undo brings it back, and again takes it away.
    keyboard.press("Control+z")
    builder.has("A{{ display_name:san|you }}xB")
    keyboard.press("Control+Shift+z")
    builder.has("AxB")


def test_chip_is_changed_with_enter_and_by_a_click(builder: BuilderPage) -> None:
    words = open_text(builder, "A{{ display_name|you }}B")
    keyboard = words.page.keyboard
    words.text.focus()
    keyboard.press("Home")
    keyboard.press("ArrowRight")
    keyboard.press("Shift+ArrowRight")
    expect(builder.form.locator(".ls-words [role=status]").first).to_contain_text("Enter changes it")
    keyboard.press("Enter")
    expect(words.dialog.get_by_label("What stands there while it is not known")).to_have_value("you")
    words.dialog.get_by_label("How it is shown").select_option("sama")
    keyboard.press("Escape")
    expect(words.dialog).to_have_count(0)
    assert text_of(builder) == "A{{ display_name|you }}B"
    words.chips.first.click(force=True)
    words.dialog.get_by_label("What stands there", exact=True).select_option("attribute.birthday")
    words.dialog.get_by_label("How it is shown").select_option("date_long")
    words.dialog.get_by_label("What stands there while it is not known").fill("soon{}")
    expect(words.dialog.get_by_role("status")).to_contain_text("2026年12月24日(木)")
    words.dialog.get_by_role("button", name="Change").click()
    builder.has("A{{ attribute.birthday:date_long|soon }}B")
    expect(words.text).to_be_focused()
    words.chips.first.click(force=True)
    words.dialog.get_by_role("button", name="Delete").click()
    builder.has("AB")


def test_japanese_is_typed_beside_chips_without_being_disturbed(builder: BuilderPage) -> None:
    words = open_text(builder, "{{ display_name|you }}")
    words.text.focus()
    words.page.keyboard.press("End")
    session = words.page.context.new_cdp_session(words.page)
    for partial in ("s", "さ", "さm", "さま"):
        session.send(
            "Input.imeSetComposition",
            {"text": partial, "selectionStart": len(partial), "selectionEnd": len(partial)},
        )
    session.send("Input.insertText", {"text": "様、{{ account_name }}"})
    builder.has("{{ display_name|you }}様、{{ account_name }}")
    # Committed braces become a chip as well.
    expect(words.chips).to_have_count(2)


def test_copied_chips_are_braces_elsewhere_and_chips_again_when_pasted(builder: BuilderPage) -> None:
    builder.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = open_text(builder, "Hi {{ display_name|you }}!")
    keyboard = words.page.keyboard
    words.text.focus()
    keyboard.press("Control+a")
    keyboard.press("Control+c")
    assert words.page.evaluate("navigator.clipboard.readText()") == "Hi {{ display_name|you }}!"
    keyboard.press("End")
    keyboard.press("Control+v")
    builder.has("Hi {{ display_name|you }}!Hi {{ display_name|you }}!")
    expect(words.chips).to_have_count(2)
    keyboard.press("Control+a")
    keyboard.press("Control+x")
    expect(words.chips).to_have_count(0)
    assert words.page.evaluate("navigator.clipboard.readText()") == "Hi {{ display_name|you }}!" * 2


def test_unknown_braces_stay_in_sight(builder: BuilderPage) -> None:
    words = open_text(builder, "{{ attribute.gone|x }} {{ display_name:datum }} {{ display_name }}")
    expect(words.chips).to_have_count(1)
    assert words.text.input_value().startswith("{{ attribute.gone|x }} {{ display_name:datum }} ")
    words.text.press("End")
    words.page.keyboard.type("!")
    builder.has("{{ attribute.gone|x }} {{ display_name:datum }} {{ display_name }}!")


def test_undo_of_the_builder_brings_chips_back(builder: BuilderPage) -> None:
    words = open_text(builder, "A{{ display_name|you }}B")
    words.text.fill("Nothing")
    builder.has("Nothing")
    builder.canvas.focus()
    builder.page.keyboard.press("Control+z")
    builder.form_is_there()
    expect(words.chips).to_have_count(1)
    assert text_of(builder) == "A{{ display_name|you }}B"


def test_short_lines_have_chips_too_and_blocks_that_are_added_later(builder: BuilderPage) -> None:
    message = buttons("Which?", ("Go", ""), title="For {{ display_name|you }}")
    builder.open(make_scenario(shop_with_attributes(), step("send", "first", name="", messages=[message])))
    builder.cards.first.click()
    builder.form_is_there()
    lines = builder.form.locator(".ls-words--line")
    # The title, the button and the sender's name, which is folded up.
    expect(lines).to_have_count(3)
    builder.form.get_by_role("button", name="Add", exact=True).first.click()
    expect(lines).to_have_count(4)
    lines.nth(2).locator(".ls-words__insert").click()
    dialog = builder.page.locator(".ls-words-dialog")
    dialog.locator("select").first.select_option("attribute.memo")
    # A whole text of 500 characters has no place on a button.
    expect(dialog.locator("select").nth(1)).to_have_value("short")
    dialog.get_by_role("button", name="Insert", exact=True).click()
    builder.has("{{ attribute.memo:short }}")
    picture(builder.page, "placeholders-lines")
    # Chips lie behind their words: both layers break lines alike, whatever the page says of textareas.
    moves = [
        "width",
        "padding",
        "font",
        "lineHeight",
        "letterSpacing",
        "whiteSpace",
        "overflowWrap",
        "wordBreak",
    ]
    for line in lines.all():
        styles = line.evaluate(
            "(line, names) => [...line.querySelectorAll('.ls-words__back, .ls-words__text')]"
            ".map(layer => names.map(name => getComputedStyle(layer)[name]).join())",
            moves,
        )
        assert len(styles) == 2 and styles[0] == styles[1]
    assert axe(builder.page) == []


def test_field_keeps_its_braces_while_the_server_does_not_answer(builder: BuilderPage) -> None:
    builder.page.route("**/linesteps/placeholders/**", lambda route: route.abort())
    builder.open(make_scenario(shop_with_attributes(), send("Hi {{ display_name|you }}")))
    builder.cards.first.click()
    builder.form_is_there()
    expect(builder.form.locator(".ls-words")).to_have_count(0)
    stock = builder.form.locator("[name$='-text']").last
    expect(stock).to_have_value("Hi {{ display_name|you }}")
    stock.fill("Bye {{ display_name|you }}")
    builder.has("Bye {{ display_name|you }}")
