"""A message of a send goes into the library by hand: linked, as a copy, refused, and not offered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from linesteps.library.models import LibraryMessage, WrittenMessage
from tests.admin.builders import make_account, make_scenario, make_user, send
from tests.browser import in_thread
from tests.browser.axe import axe, in_theme
from tests.browser.builder_page import BuilderPage, picture, stored
from tests.library import written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVE = "Save to the library"


def opened(builder: BuilderPage, text: str = "Open from 9", name: str = "") -> Any:
    """A scenario whose only message is open."""
    scenario = make_scenario(make_account(), send(text, name=name))
    builder.open(scenario)
    builder.cards.filter(has_text=name or text).first.click()
    builder.form_is_there()
    return scenario


def save_button(builder: BuilderPage) -> Locator:
    return builder.form.get_by_role("button", name=SAVE)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name=SAVE)


def parts(builder: BuilderPage) -> list[dict[str, Any]]:
    """The messages of the last step, without their ids."""
    found = builder.steps()[-1]["value"]["messages"]
    return [{"type": part["type"], "value": part["value"]} for part in found]


def library() -> list[LibraryMessage]:
    return in_thread(lambda: list(LibraryMessage.objects.order_by("pk")))


def test_message_is_saved_and_linked_by_the_keyboard_and_undo_takes_the_link_back(
    builder: BuilderPage,
) -> None:
    scenario = opened(builder, name="Opening hours")
    page = builder.page
    # What was typed a moment ago goes along.
    builder.field("text").fill("Open from 8")
    save_button(builder).focus()
    page.keyboard.press("Enter")
    name = dialog(page).get_by_label("Name in the library")
    expect(name).to_be_focused()
    expect(name).to_have_value("Opening hours")
    expect(dialog(page).get_by_label("Link it")).to_be_checked()
    for scheme in ("dark", "light"):
        in_theme(page, scheme)
        assert axe(page) == [], scheme
        picture(page, f"saving-dialog-{scheme}")
    page.keyboard.type("Hours of the shop")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_have_count(0)
    expect(builder.form.get_by_role("button", name="Make it a copy")).to_be_visible()
    expect(page.get_by_text("and this step is linked to it").first).to_be_visible()
    picture(page, "saving-linked")
    [row] = library()
    assert (row.name, row.sent()["value"]["text"]) == ("Hours of the shop", "Open from 8")
    assert parts(builder) == [{"type": "library", "value": {"message": row.pk}}]
    expect(save_button(builder)).to_have_count(0)

    undo = page.locator(".ls-tools").get_by_role("button", name="Undo")
    undo.click()
    expect(builder.field("text")).to_have_value("Open from 8")
    assert parts(builder) == [{"type": "text", "value": {"text": "Open from 8"}}]
    page.locator(".ls-tools").get_by_role("button", name="Redo").click()
    builder.form.get_by_role("button", name="Make it a copy").click()
    expect(builder.field("text")).to_have_value("Open from 8")
    undo.click()
    builder.save()
    assert [one["type"] for one in stored(scenario)[0]["value"]["messages"]] == ["library"]


def test_step_keeps_its_own_copy_and_only_the_message_that_was_pressed_is_saved(builder: BuilderPage) -> None:
    opened(builder)
    builder.form.locator("[data-contentpath='messages'] .c-sf-add-button").last.click()
    builder.page.get_by_role("option", name="Text", exact=True).click()
    builder.type("messages-1-value-text", "Closed on Mondays")
    save_button(builder).nth(1).click()
    page = builder.page
    dialog(page).get_by_label("Keep its own copy").check()
    dialog(page).get_by_label("Name in the library").fill("Mondays")
    dialog(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("This step keeps its own copy.").first).to_be_visible()
    assert [(row.name, row.sent()["value"]["text"]) for row in library()] == [
        ("Mondays", "Closed on Mondays")
    ]
    assert [part["type"] for part in parts(builder)] == ["text", "text"]
    expect(save_button(builder)).to_have_count(2)


def test_what_cannot_be_sent_is_refused_with_its_cure_and_the_words_stay(builder: BuilderPage) -> None:
    opened(builder, "Size {{ attribute.size }}", name="Size")
    in_thread(lambda: written("Else", name="Taken"))
    page = builder.page
    save_button(builder).click()
    dialog(page).get_by_role("button", name="Save", exact=True).click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("is not a known placeholder")
    for scheme in ("dark", "light"):
        in_theme(page, scheme)
        assert axe(page) == [], scheme
        picture(page, f"saving-refused-{scheme}")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(save_button(builder)).to_be_focused()
    builder.type("text", "Size M")
    save_button(builder).click()
    dialog(page).get_by_label("Name in the library").fill("taken")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("alert")).to_contain_text("already")
    dialog(page).get_by_role("button", name="Cancel").click()
    assert [row.name for row in library()] == ["Taken"]
    assert parts(builder) == [{"type": "text", "value": {"text": "Size M"}}]


def test_name_is_not_lost_when_the_server_does_not_answer(builder: BuilderPage) -> None:
    opened(builder)
    page = builder.page
    page.route("**/save-message/", lambda route: route.abort())
    save_button(builder).click()
    name = dialog(page).get_by_label("Name in the library")
    name.fill("Hours")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("alert")).to_contain_text("does not answer")
    expect(name).to_have_value("Hours")
    page.unroute("**/save-message/")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_have_count(0)
    assert [row.name for row in library()] == ["Hours"]


@pytest.mark.parametrize("may_add", [True, False])
def test_people_see_what_their_rights_allow(page: Page, live_server: LiveServer, may_add: bool) -> None:
    rights = ["change_scenario", "view_scenario", *(["add_librarymessage"] if may_add else [])]

    def cookie() -> str:
        client = Client()
        client.force_login(make_user(*rights))
        return client.cookies["sessionid"].value

    page.context.add_cookies([{"name": "sessionid", "value": in_thread(cookie), "url": live_server.url}])
    page.set_viewport_size({"width": 1440, "height": 1000})
    builder = BuilderPage(page, live_server.url)
    opened(builder)
    if not may_add:
        expect(builder.form.locator("[data-streamfield-action='DUPLICATE']").first).to_be_attached()
        expect(save_button(builder)).to_have_count(0)
        return
    save_button(builder).click()
    expect(dialog(page).get_by_label("Link it")).to_be_disabled()
    expect(dialog(page).get_by_label("Keep its own copy")).to_be_checked()
    picture(page, "saving-draft")
    dialog(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is in the library as a draft").first).to_be_visible()
    assert in_thread(lambda: WrittenMessage.objects.get().published) is None
