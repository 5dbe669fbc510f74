"""The dialog for everybody: assistive technology, dark colours, a phone."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.conftest import NewContext
from tests.browser.publish.dialog import Publishing, live_with_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assistive_technology_finds_its_way(publishing: Publishing, scheme: str) -> None:
    page = publishing.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    publishing.builder.open(live_with_people("en"))
    page.evaluate(
        "scheme => { document.documentElement.classList.remove('w-theme-system', 'w-theme-light', 'w-theme-dark');"
        "document.documentElement.classList.add('w-theme-' + scheme); }",
        scheme,
    )
    dialog = publishing.open()
    for summary in dialog.locator("summary").all():
        summary.click()
    if picture := os.environ.get("LINESTEPS_PICTURES"):
        page.screenshot(path=f"{picture}/publish-{scheme}.png")
    assert axe(page) == [], json.dumps(axe(page), indent=1)
    expect(dialog).to_have_accessible_name("Before the changes are applied")
    small = page.evaluate(
        "[...document.querySelectorAll('dialog.ls-publish :is(button, a, summary, label)')]"
        ".filter(one => one.checkVisibility()).map(one => [one.textContent, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 24).map(([words]) => words)"
    )
    assert small == []


def test_phone_has_room_for_the_dialog(new_context: NewContext, live_server: Any) -> None:
    page = new_context(viewport={"width": 375, "height": 667}).new_page()
    sign_in(page, live_server.url)
    publishing = Publishing(BuilderPage(page, live_server.url))
    publishing.builder.open(live_with_people("en"))
    publishing.open()
    box = publishing.dialog.bounding_box()
    assert box is not None and box["width"] <= 375 and box["height"] <= 667
    expect(publishing.go).to_be_in_viewport()
    assert not page.evaluate("document.querySelector('.ls-publish__body').scrollWidth > innerWidth")
    if picture := os.environ.get("LINESTEPS_PICTURES"):
        page.screenshot(path=f"{picture}/publish-phone.png")
