"""The message library by hand: a link chosen in the builder, made a copy, linked again; the phone by the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linesteps.library.models import WrittenMessage
from linesteps.testing.build import message
from tests.admin.builders import make_account, make_scenario, send
from tests.browser import in_thread
from tests.browser.axe import axe, in_theme
from tests.browser.builder_page import BuilderPage, picture, sign_in
from tests.library import written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def parts(builder: BuilderPage) -> list[dict[str, Any]]:
    """The messages of the last step, without their ids."""
    found = builder.steps()[-1]["value"]["messages"]
    return [{"type": part["type"], "value": part["value"]} for part in found]


def test_message_is_linked_made_a_copy_by_the_keyboard_and_linked_again_by_undo(
    builder: BuilderPage,
) -> None:
    account = make_account()
    row = written("Open from 9", name="Opening hours")
    builder.open(make_scenario(account, send("Hi")))
    builder.add(-1, "From the library")
    builder.form_is_there()
    builder.form.get_by_role("button", name="Choose a message").click()
    builder.page.locator(".modal").get_by_role("link", name="Opening hours").click()
    expect(builder.form.get_by_text("Opening hours").first).to_be_visible()
    expect(builder.cards.last).to_contain_text("Opening hours")
    picture(builder.page, "library-linked")
    assert parts(builder) == [{"type": "library", "value": {"message": row.pk}}]

    copy = builder.form.get_by_role("button", name="Make it a copy")
    copy.focus()
    builder.page.keyboard.press("Enter")
    text = builder.form.locator("textarea[name$='text']").first
    expect(text).to_have_value("Open from 9")
    picture(builder.page, "library-copied")
    assert [part["type"] for part in parts(builder)] == ["text"]
    text.fill("Open from 10")
    builder.has("Open from 10")

    tools = builder.page.locator(".ls-tools")
    tools.get_by_role("button", name="Undo").click()
    tools.get_by_role("button", name="Undo").click()
    builder.form_is_there()
    expect(builder.form.get_by_role("button", name="Make it a copy")).to_be_visible()
    assert parts(builder) == [{"type": "library", "value": {"message": row.pk}}]


def test_phone_beside_the_form_follows_what_is_typed(page: Page, live_server: Any) -> None:
    def make() -> WrittenMessage:
        make_account()
        return written("Open from 9", name="Opening hours")

    row = in_thread(make)
    sign_in(page, live_server.url)
    page.goto(live_server.url + reverse("linesteps_library:edit", args=[row.pk]))
    phone = page.locator(".ls-library-picture")
    expect(phone).to_contain_text("Open from 9")
    page.locator("textarea[name$='text']").first.fill("Open from 8")
    expect(phone).to_contain_text("Open from 8")
    for scheme in ("dark", "light"):
        in_theme(page, scheme)
        assert axe(page) == [], scheme
        picture(page, f"library-form-{scheme}")
    page.get_by_role("button", name="Save, and publish …").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_visible()
    assert axe(page) == []
    picture(page, "library-publish")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Scenarios can use it now.")).to_be_visible()
    assert in_thread(lambda: WrittenMessage.objects.get().sent()) == {
        key: value for key, value in message("text", text="Open from 8").items() if key != "id"
    }
