"""The five example scenarios, drawn from blank by mouse, and again by keyboard only: each word and each time."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage, sign_in, stored
from tests.browser.clicks import Clicks
from tests.browser.drawing import Keyboard, Mouse
from tests.browser.flows import ready_made, without_ids

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEYS = ["sc1", "sc2", "sc3", "sc4", "sc5"]


@pytest.fixture
def clicks(page: Page) -> Clicks:
    """Counts from the next load on."""
    return Clicks(page.context)


@pytest.fixture
def builder(page: Page, clicks: Clicks, live_server: Any) -> BuilderPage:
    """A page in which a superuser is signed in."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    sign_in(page, live_server.url)
    return BuilderPage(page, live_server.url)


def open_blank(builder: BuilderPage, key: str) -> tuple[Scenario, dict[int, str]]:
    """The ready-made scenario, the titles of its coupons, and a blank one on the page."""
    account = make_account()
    model = ready_made(key, account)
    coupons = in_thread(lambda: dict(Coupon.objects.filter(account=account).values_list("pk", "title")))
    builder.page.goto(builder.address + reverse("linesteps_scenarios:add"))
    builder.settled()
    expect(builder.page.locator("[name='name']")).to_be_focused()
    builder.page.keyboard.insert_text("Drawn")
    return model, coupons


def is_drawn_like(builder: BuilderPage, model: Scenario) -> None:
    """Saved, the drawn scenario is the ready-made one in everything but its ids."""
    builder.save(by_key=True)
    drawn = in_thread(lambda: Scenario.objects.get(name="Drawn"))
    assert without_ids(stored(drawn)) == without_ids(stored(model))


@pytest.mark.parametrize("key", KEYS)
def test_ready_made_scenario_is_drawn_from_blank_by_mouse(builder: BuilderPage, key: str) -> None:
    model, coupons = open_blank(builder, key)
    Mouse(builder, coupons).draw(stored(model))
    is_drawn_like(builder, model)


@pytest.mark.parametrize("key", KEYS)
def test_ready_made_scenario_is_drawn_from_blank_by_keyboard_only(
    builder: BuilderPage, clicks: Clicks, key: str
) -> None:
    model, coupons = open_blank(builder, key)
    Keyboard(builder, coupons).draw(stored(model))
    is_drawn_like(builder, model)
    assert not [press for press in clicks.log if press.startswith("press")], "nothing was pointed at"
