"""What is shown beside the menu while somebody chooses a design."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linesteps.messages.designs.kind import DesignKind
from linesteps.messages.stream import in_order
from linesteps.testing.build import send
from tests.admin.builders import make_account, make_scenario
from tests.browser.builder_page import BuilderPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def menu(builder: BuilderPage) -> Page:
    """The ＋ below the only step of a scenario, pressed."""
    made: Any = make_scenario(make_account(), send("Hello", name="Hi"))
    builder.open(made)
    builder.page.locator(".ls-stage > .ls-flow > .ls-slot").last.click()
    return builder.page


def test_a_design_is_shown_as_it_will_look_before_it_is_chosen(menu: Page) -> None:
    example = menu.locator(".ls-menu__example")
    expect(example).to_be_hidden()
    for words, part in (("offer", "¥2,380"), ("★ stars", ""), ("person", "Sato Yui")):
        menu.locator(".ls-menu__search").fill(words)
        if part:
            expect(menu.frame_locator(".ls-menu__example").locator(".ls-chat__flex").first).to_contain_text(
                part
            )
        else:
            expect(example).to_be_hidden()
    # Nothing has moved the keyboard out of the search.
    expect(menu.locator(".ls-menu__search")).to_be_focused()
    menu.locator(".ls-menu__item").first.click()
    expect(example).to_have_count(0)
    expect(menu.locator(".ls-inspector__form").get_by_text("name", exact=False).first).to_be_visible()


def test_other_messages_have_no_example(menu: Page) -> None:
    menu.locator(".ls-menu__item").first.hover()
    menu.wait_for_timeout(400)
    expect(menu.locator(".ls-menu__example")).to_be_hidden()


def test_on_a_small_window_no_example_covers_the_menu(menu: Page) -> None:
    menu.keyboard.press("Escape")
    menu.set_viewport_size({"width": 600, "height": 900})
    menu.get_by_role("button", name="Add a step").locator("visible=true").first.click()
    menu.locator(".ls-menu__search").fill("offer")
    menu.wait_for_timeout(600)
    expect(menu.locator(".ls-menu__example")).to_be_hidden()


def test_every_design_has_an_example_that_is_drawn(builder: BuilderPage) -> None:
    made: Any = make_scenario(make_account(), send("Hello", name="Hi"))
    builder.open(made)
    start = builder.page.locator(".ls-builder > script[type='application/json']").first.text_content()
    presets = json.loads(start or "{}")["presets"]
    shown = {one["name"]: one["example"] for one in presets if "example" in one}
    assert set(shown) == {kind.name for kind in in_order() if isinstance(kind, DesignKind)}
    for name, url in shown.items():
        builder.page.goto(builder.address + url)
        expect(builder.page.locator(".ls-chat__flex").first).to_be_visible()
        broken = builder.page.locator(".ls-chat__missing")
        assert broken.count() == 0, name
