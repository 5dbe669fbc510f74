"""Trying a scenario out in a real browser, from the button to a kept check."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from linesteps.followers.models import Attribute
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.simulator.models import SimulationCase
from linesteps.testing.build import branch, buttons, clicked, path, send, trigger, wait
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.browser import in_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "11111111-1111-4111-8111-111111111111"
#: A folder for pictures of each stage, for whoever wants to look at them.
PICTURES = os.environ.get("LINESTEPS_PICTURES", "")


@pytest.fixture
def scenario(transactional_db: None) -> Scenario:
    account = make_account(name="浜の店")
    Attribute.objects.create(
        account=account, key="gender", name="Gender", type="choice", choices=["female", "male"]
    )
    make_friend(account, "Tanaka Mika", os="android")
    made: Any = make_scenario(
        account,
        send(buttons("10% off", ("Use it", "https://example.com/coupon")), id=FIRST, name="Coupon"),
        wait(days=3, at="19:00"),
        branch(
            path(
                [clicked(FIRST)], [send("Thank you, {{ display_name|you }}", name="Thanks")], label="Tapped"
            ),
            otherwise=[send("It ends soon: https://example.com/last", name="Reminder")],
        ),
        wait(days=7),
        send("What others say", name="Voices"),
    )
    made.triggers = [trigger()]
    made.save_revision()
    return made  # type: ignore[no-any-return]


@pytest.fixture
def editor(page: Page, live_server: Any, scenario: Scenario) -> Page:
    """The scenario's page, signed in."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.com", "pass"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 1500, "height": 950})
    page.goto(live_server.url + reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    return page


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def test_editor_walks_both_paths_and_keeps_a_check(editor: Page, scenario: Scenario) -> None:
    page = editor
    page.get_by_role("button", name="Try it").click()
    drawer = page.get_by_role("dialog", name="Try the scenario")
    phone = drawer.get_by_role("log")
    expect(phone).to_contain_text("10% off")
    expect(drawer).to_contain_text("Paths tried: 0 of 2")
    drawer.locator("summary", has_text="Who and when").click()
    drawer.get_by_label("Begins at").fill("2026-11-22T10:00")
    drawer.get_by_label("Begins at").dispatch_event("change")
    expect(drawer).to_contain_text("Next: Wed 25 Nov 2026, 19:00")
    picture(page, "simulator-1-start")

    drawer.get_by_role("button", name="To the next event").click()
    expect(phone).to_contain_text("It ends soon: https://example.com/last")
    expect(drawer).to_contain_text("so on to “Everyone else”.")
    expect(drawer).to_contain_text("Paths tried: 1 of 2")

    drawer.get_by_role("button", name="Back", exact=True).click()
    expect(phone).not_to_contain_text("It ends soon")
    phone.get_by_role("button", name="Use it").click()
    drawer.get_by_role("button", name="To the next event").click()
    expect(phone).to_contain_text("Thank you, Hanako")
    expect(drawer).to_contain_text("Paths tried: 2 of 2")
    picture(page, "simulator-2-tapped")

    drawer.get_by_role("button", name="Block").click()
    expect(drawer).to_contain_text("because the account is blocked")
    drawer.get_by_role("button", name="Unblock").click()
    expect(drawer).to_contain_text("starts again from the beginning")
    drawer.get_by_role("button", name="Back", exact=True).click()
    drawer.get_by_role("button", name="Back", exact=True).click()
    expect(drawer).not_to_contain_text("because the account is blocked")

    drawer.locator("summary", has_text="Checks before publishing").click()
    drawer.get_by_label("Name of the check").fill("Tapper is thanked")
    drawer.get_by_role("button", name="Keep this trial as a check").click()
    expect(drawer.get_by_role("listitem").filter(has_text="Tapper is thanked")).to_contain_text("As before")
    picture(page, "simulator-3-check")
    case = in_thread(SimulationCase.objects.get)
    assert case.scenario_id == scenario.pk and len(case.expected) == 2
    assert case.start == datetime.fromisoformat("2026-11-22T10:00+09:00")

    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="Try it")).to_be_focused()
    assert in_thread(Dispatch.objects.count) == 0


def test_editor_lets_an_event_of_the_site_happen(editor: Page, scenario: Scenario) -> None:
    made: Any = scenario
    made.triggers = [trigger("event", name="purchase", parts=[])]
    made.steps = [send("Thank you", name="Thanks")]
    made.can_repeat = True
    in_thread(made.save_revision)
    page = editor
    page.reload()
    page.get_by_role("button", name="Try it").click()
    drawer = page.get_by_role("dialog", name="Try the scenario")
    phone = drawer.get_by_role("log")
    expect(phone.get_by_text("Thank you")).to_have_count(1)
    drawer.locator("summary", has_text="Event of the site").click()
    drawer.get_by_label("Name of the event").fill("purchase")
    drawer.get_by_label("Details").fill("total=4800")
    picture(page, "simulator-5-event")
    drawer.get_by_label("Details").press("Enter")
    expect(drawer).to_contain_text("The site tells of “purchase” (total = 4800).")
    expect(phone.get_by_text("Thank you")).to_have_count(2)


def test_real_friend_is_found_by_name_and_copied(editor: Page) -> None:
    page = editor
    page.get_by_role("button", name="Try it").click()
    drawer = page.get_by_role("dialog", name="Try the scenario")
    drawer.locator("summary", has_text="Who and when").click()
    drawer.get_by_label("Who tries it").select_option(label="A real friend (copied) …")
    drawer.get_by_label("Name of the friend").fill("mika")
    drawer.get_by_role("button", name="Tanaka Mika").click()
    expect(drawer).to_contain_text("Copied from Tanaka Mika")
    drawer.get_by_role("log").get_by_role("button", name="Use it").click()
    drawer.get_by_role("button", name="To the next event").click()
    expect(drawer.get_by_role("log")).to_contain_text("Thank you, Tanaka Mika")
    picture(page, "simulator-4-friend")
