"""“Why did she not get it?”: the answer within three presses."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linesteps.engine.enrol import enrol
from tests.admin.builders import make_account, make_friend, make_scenario, send
from tests.admin.test_friends import visit
from tests.browser.axe import axe
from tests.browser.builder_page import sign_in
from tests.browser.clicks import Clicks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_reason_why_a_message_did_not_come_is_found_in_three_presses(page: Page, live_server: Any) -> None:
    account = make_account()
    hello = send("Hello", name="Hello")
    scenario = make_scenario(account, hello, publish=True)
    for number in range(30):
        make_friend(account, f"Friend {number}")
    run = enrol(scenario, make_friend(account, "Tanaka Mika"), cause="by_hand")
    assert run is not None
    visit(run, 1, hello["id"], "send", status="cancelled", reason="expired")
    clicks = Clicks(page.context)
    sign_in(page, live_server.url)
    page.goto(live_server.url + reverse("linesteps_friends:index"))
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.click()
    page.keyboard.insert_text("Tanaka")
    page.get_by_role("link", name="Tanaka Mika").first.click()
    expect(page.get_by_text("Message “Hello”", exact=True)).to_be_visible()
    expect(
        page.get_by_text("It would have come later than its step allows", exact=False).first
    ).to_be_visible()
    assert clicks.count <= 3, clicks.told()
    assert axe(page) == []
