"""Who saw a message, on the screens: the condition's form, the notice of the tracked image, the results of a step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linesteps import clock
from linesteps.engine.versions import forget_versions
from linesteps.insight.models import CountedUnit
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, buttons, condition, path, send, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import BuilderPage, picture, sign_in
from tests.browser.conftest import NewContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOK = buttons("This autumn's fish", ("Look", "https://example.com/fish"), ("I want it", ""))
LANGUAGES = {"ja": "ja-JP", "en": "en-GB"}


@pytest.fixture
def scenario(live_server: Any) -> Iterator[Scenario]:
    """A scenario that asks, with a crowd of which LINE counted some."""
    forget_versions()
    with FakeLine() as line:

        def make() -> Scenario:
            shop = Shop(line)
            asked = condition("seen", step="first", sign="any", days=None, is_absent=False)
            scenario = shop.publish(
                name="Autumn",
                steps=[
                    send(LOOK, id="first", name="Autumn fish"),
                    branch(
                        path([asked], [send("Thank you")]),
                        otherwise=[send("Again")],
                        wait_hours=48,
                        id="fork",
                    ),
                    wait(days=1),
                    send("Later"),
                ],
            )
            for number in range(3):
                shop.tap_link(shop.add_friend(f"Friend {number}"))
            day = clock.now().date()
            CountedUnit.objects.update_or_create(
                scenario=scenario,
                step_id="first",
                month=day.replace(day=1),
                defaults={
                    "account": shop.account, "number": 1, "first_sent_on": day, "last_sent_on": day,
                    "told_at": clock.now(), "saw": 320, "tapped": 41,
                },
            )  # fmt: skip
            return scenario

        yield in_thread(make)
    forget_versions()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(new_context: NewContext, language: str, live_server: Any) -> Page:
    page = new_context(locale=LANGUAGES[language], viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, live_server.url)
    return page


def test_form_says_what_the_message_can_tell(
    page: Page, live_server: Any, scenario: Scenario, language: str
) -> None:
    builder = BuilderPage(page, live_server.url)
    builder.open(scenario)
    page.locator(".ls-canvas [data-id='fork']").click()
    hint = page.locator(".ls-inspector__hint")
    words = {
        "ja": "しるしになるのは、リンクやボタン（2個）を押したことです",
        "en": "A sign is: a tap on one of its 2 links",
    }
    expect(hint).to_contain_text(words[language])
    expect(page.locator(".ls-inspector__form select").first).to_be_visible()
    page.wait_for_timeout(500)
    picture(page, f"seen-form-{language}")
    page.locator(".ls-canvas [data-id='first']").click()
    expect(hint).to_be_hidden()


def test_notice_is_read_accepted_and_taken_back(
    page: Page, live_server: Any, scenario: Scenario, language: str
) -> None:
    page.goto(live_server.url + reverse("linesteps_accounts:view_image", args=[scenario.account_id]))
    picture(page, f"seen-notice-{language}")
    page.get_by_role("checkbox").scroll_into_view_if_needed()
    picture(page, f"seen-notice-end-{language}")
    assert axe(page) == []
    page.locator("form button.button:not(.button-secondary)").last.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_role("checkbox").check()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + reverse("linesteps_accounts:edit", args=[scenario.account_id]))
    picture(page, f"seen-account-{language}")
    page.goto(live_server.url + reverse("linesteps_accounts:view_image", args=[scenario.account_id]))
    page.locator("button[name='off']").click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_results_of_the_step_show_what_line_counts(
    page: Page, live_server: Any, scenario: Scenario, language: str
) -> None:
    page.goto(live_server.url + reverse("linesteps_scenarios:results_step", args=[scenario.pk, "first"]))
    words = {
        "ja": "LINEの集計: 320人が見ました、41人がリンクを開きました",
        "en": "LINE counts: 320 saw it, 41 opened a link",
    }
    expect(page.get_by_text(words[language])).to_be_visible()
    page.get_by_text(words[language]).scroll_into_view_if_needed()
    picture(page, f"seen-results-{language}")
    assert axe(page) == []
