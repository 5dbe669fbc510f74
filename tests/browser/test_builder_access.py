"""What assistive technology finds in the builder, in every look, wide and on a phone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linesteps.scenarios.models import Scenario
from tests.admin.builders import branch, make_account, make_scenario, send, step, wait
from tests.browser.axe import axe, in_theme
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.conftest import NewContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 800}
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}


@pytest.fixture(params=[*LOOKS])
def look(request: pytest.FixtureRequest) -> str:
    """How somebody sees the admin."""
    return str(request.param)


@pytest.fixture
def window(new_context: NewContext, live_server: Any, look: str) -> Callable[..., BuilderPage]:
    """Opens a window of a size in that look, signed in."""

    def opened(size: dict[str, int]) -> BuilderPage:
        page = new_context(viewport=size, **LOOKS[look]).new_page()
        sign_in(page, live_server.url)
        return BuilderPage(page, live_server.url)

    return opened


@pytest.fixture
def scenario(transactional_db: None) -> Scenario:
    """One with every kind of card, and something to mend."""
    return make_scenario(
        make_account(),
        send("Hello", name="Welcome"),
        wait(3),
        branch([send("A"), step("end")], [step("jump", step="")]),
        send(""),
    )


def passes(page: Page, where: str) -> None:
    """Nothing in the way of anybody."""
    found = axe(page)
    assert found == [], f"{where}: {json.dumps(found, indent=1)}"


def themed(builder: BuilderPage, look: str) -> Page:
    """Wagtail keeps its theme in a class."""
    in_theme(builder.page, "light" if look == "light" else "dark")
    return builder.page


def test_nothing_is_in_the_way_in_a_wide_window(
    window: Callable[..., BuilderPage], scenario: Scenario, look: str
) -> None:
    builder = window(WIDE).open(scenario)
    page = themed(builder, look)
    passes(page, "the picture")
    builder.cards.nth(2).click()
    expect(builder.field("-name")).to_be_visible()
    builder.settled()
    page.locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    passes(page, "a branch")
    page.get_by_role("tab", name="On the phone").click()
    expect(page.locator(".ls-talk__item").first).to_be_visible()
    passes(page, "the phone")
    builder.slots.first.click()
    expect(page.locator(".ls-menu")).to_be_visible()
    passes(page, "the menu")
    page.keyboard.press("Escape")
    builder.open(make_scenario(make_account(), send("Hello"), name="Ready"))
    themed(builder, look)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("dialog", name="Try the scenario").get_by_role("log")).to_contain_text("Hello")
    passes(page, "the simulator")
    page.keyboard.press("Escape")
    page.locator(".ls-publish__open").click()
    dialog = page.locator("dialog.ls-publish")
    expect(dialog.get_by_role("status").first).to_contain_text("Everything is fine")
    dialog.locator("summary").first.click()
    expect(page.locator(".ls-publish__line").first).to_be_visible()
    passes(page, "before publishing")


def test_nothing_is_in_the_way_on_a_phone(
    window: Callable[..., BuilderPage], scenario: Scenario, look: str
) -> None:
    builder = window(NARROW).open(scenario)
    page = themed(builder, look)
    page.locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    passes(page, "the outline")
    page.get_by_role("treeitem").first.click()
    expect(builder.field("-text")).to_be_visible()
    passes(page, "a message")
    page.locator(".ls-inspector").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Add a step", exact=True).click()
    expect(page.locator(".ls-menu")).to_be_visible()
    passes(page, "the menu")


def test_place_for_a_new_step_has_its_sign_in_forced_colours(builder: BuilderPage) -> None:
    builder.open(make_scenario(make_account(), send("Hello")))
    sign = "element => getComputedStyle(element, '::before').content"
    # Elsewhere it is drawn by backgrounds, which forced colours take away.
    assert builder.slots.first.evaluate(sign) == '""'
    builder.page.emulate_media(forced_colors="active")
    assert builder.slots.first.evaluate(sign) == '"+"'
