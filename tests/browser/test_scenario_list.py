"""The list of scenarios in a browser: pausing, live figures, phones, assistive technology."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from linesteps.scenarios.models import Scenario
from tests.admin.builders import branch, make_account, make_scenario, send, wait
from tests.admin.scenario_list.rows import run_of
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import sign_in
from tests.browser.clicks import Clicks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(live_server: Any) -> str:
    return str(live_server.url + reverse("linesteps_scenarios:list"))


def test_live_scenario_is_paused_from_the_list_in_three_presses(page: Page, live_server: Any) -> None:
    make_scenario(make_account(), send("Hi"), publish=True)
    clicks = Clicks(page.context)
    sign_in(page, live_server.url)
    page.goto(address(live_server))
    page.get_by_role("link", name="Pause: Welcome").click()
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator(".ls-status")).to_have_text("Paused")
    assert clicks.count <= 3
    assert in_thread(lambda: Scenario.objects.get().state) == "paused"


def test_figures_renew_themselves_while_somebody_looks_and_rest_while_nobody_does(
    page: Page, live_server: Any
) -> None:
    scenario = make_scenario(make_account(), send("Hi"), publish=True)
    page.clock.install()
    sign_in(page, live_server.url)
    page.goto(address(live_server))
    inside, status = page.locator("[data-ls-live=inside]"), page.locator("[data-ls-live=status]")
    expect(inside).to_have_text("0")
    in_thread(lambda: run_of(scenario))
    in_thread(lambda: Scenario.objects.update(state="paused"))
    page.clock.run_for(16_000)
    expect(inside).to_have_text("1")
    expect(status).to_have_text("Paused")
    expect(status).to_have_class("w-status ls-status ls-status--warning")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hide = """hidden => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
    }"""
    page.evaluate(hide, True)
    page.clock.run_for(60_000)
    assert asked == []
    page.evaluate(hide, False)
    page.clock.run_for(16_000)
    page.wait_for_timeout(300)
    assert len(asked) == 1


def test_renewing_on_request_is_said_and_nothing_else_is(page: Page, live_server: Any) -> None:
    make_scenario(make_account(), send("Hi"), publish=True)
    sign_in(page, live_server.url)
    page.goto(address(live_server))
    said = page.locator(".ls-list [role=status]")
    expect(said).to_have_text("")
    assert (
        page.locator("[data-ls-live]").first.evaluate("cell => cell.closest('[aria-live]').ariaLive") == "off"
    )
    page.get_by_role("button", name="Renew now").click()
    expect(said).to_have_text("Renewed")


def test_figures_stay_when_the_server_is_silent(page: Page, live_server: Any) -> None:
    make_scenario(make_account(), send("Hi"), publish=True)
    sign_in(page, live_server.url)
    page.goto(address(live_server))
    page.route("**/scenarios/live/**", lambda route: route.abort())
    page.get_by_role("button", name="Renew now").click()
    page.wait_for_timeout(300)
    expect(page.locator(".ls-list [role=status]")).to_have_text("")
    expect(page.locator("[data-ls-live=inside]")).to_have_text("0")


@pytest.mark.parametrize("locale", ["en-GB", "ja-JP"])
def test_rows_are_cards_on_a_phone(
    new_context: Callable[..., BrowserContext], live_server: Any, locale: str
) -> None:
    make_scenario(make_account(), send("Hi"), wait(3), branch([send("A")]), publish=True)
    page = new_context(locale=locale, viewport={"width": 375, "height": 800}).new_page()
    sign_in(page, live_server.url)
    page.goto(address(live_server))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    label = {"en-GB": "Click rate", "ja-JP": "クリック率"}[locale]
    expect(page.locator(".ls-cell-label").get_by_text(label)).to_be_visible()
    for button in page.locator(".ls-list .actions .button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= 375


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "ja-JP"])
def test_assistive_technology_finds_its_way(
    new_context: Callable[..., BrowserContext], live_server: Any, locale: str, scheme: str
) -> None:
    page = new_context(locale=locale).new_page()
    sign_in(page, live_server.url)
    themed = """scheme => {
        document.documentElement.classList.remove('w-theme-system', 'w-theme-light', 'w-theme-dark');
        document.documentElement.classList.add('w-theme-' + scheme);
    }"""
    page.goto(address(live_server))
    page.evaluate(themed, scheme)
    assert axe(page) == [], json.dumps(axe(page), indent=1)
    account = make_account()
    paused = make_scenario(account, send("Hi"), publish=True)
    Scenario.objects.filter(pk=paused.pk).update(state="paused")
    run_of(make_scenario(account, send("Hi"), name="Runs", publish=True))
    make_scenario(account, send("Hi"), name="Draft")
    page.goto(address(live_server))
    page.evaluate(themed, scheme)
    assert axe(page) == [], json.dumps(axe(page), indent=1)
