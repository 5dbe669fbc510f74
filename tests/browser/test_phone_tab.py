"""The phone beside the form in a browser: three widths, two looks, a sample friend, another way, a test."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from linesteps.engine.models import StepVisit
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, path, send, tagged, trigger, wait
from linesteps.testsend.models import SentTest
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.every_message import every_message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELLO = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def scenario(transactional_db: None) -> Scenario:
    """A greeting, a day, and two ways."""
    account = make_account(name="Harbour")
    make_friend(account, "Tanaka Mika")
    made: Any = make_scenario(
        account,
        send("Hello {{ display_name|you }}", id=HELLO, name="Welcome"),
        wait(days=1),
        branch(
            path([tagged("buyer")], [send("Thank you", name="Thanks")], label="Bought"),
            otherwise=[send("Not yet?", name="Reminder")],
        ),
    )
    made.triggers = [trigger()]
    made.save_revision()
    return made  # type: ignore[no-any-return]


@pytest.fixture
def builder(page: Page, live_server: Any, scenario: Scenario) -> BuilderPage:
    """The scenario with its first step and the phone open."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    sign_in(page, live_server.url)
    opened = BuilderPage(page, live_server.url).open(scenario)
    opened.cards.first.click()
    page.get_by_role("tab", name="On the phone").click()
    return opened


def talk(page: Page) -> Locator:
    """What is said so far, as it is to be seen."""
    return page.locator(".ls-talk__item:visible")


def test_phone_has_three_widths_and_two_looks_and_keeps_them(builder: BuilderPage) -> None:
    page = builder.page
    frame = page.locator(".ls-phone__frame")
    for width in (320, 375, 430):
        page.locator(f".ls-phone__choice:has(input[value='{width}'])").click()
        assert frame.evaluate("element => element.style.width") == f"{width}px"
        room = page.locator(".ls-phone__room").bounding_box()
        box = frame.bounding_box()
        assert room and box and box["width"] <= room["width"] + 1, "never wider than its place"
    page.locator(".ls-phone__choice:has(input[value='dark'])").click()
    expect(frame).to_have_attribute("data-look", "dark")
    page.reload()
    builder.settled()
    builder.cards.first.click()
    expect(page.get_by_role("tab", name="On the phone")).to_have_attribute("aria-selected", "true")
    expect(frame).to_have_attribute("data-look", "dark")
    assert frame.evaluate("element => element.style.width") == "430px"


def test_phone_speaks_to_a_friend_and_follows_the_way_that_is_chosen(builder: BuilderPage) -> None:
    page = builder.page
    expect(talk(page).nth(1)).to_contain_text("Hello ")
    builder.card("Thanks").click()
    expect(page.locator("[aria-current='step']")).to_contain_text("Thank you")
    builder.card("Reminder").click()
    expect(page.locator("[aria-current='step']")).to_contain_text("Not yet?")
    expect(talk(page).filter(has_text="Thank you")).to_have_count(0)


def test_phone_shows_what_is_typed(builder: BuilderPage) -> None:
    page = builder.page
    page.get_by_role("tab", name="Settings in detail").click()
    builder.type("-text", "Good morning")
    page.get_by_role("tab", name="On the phone").click()
    expect(talk(page).nth(1)).to_contain_text("Good morning")


def test_every_kind_of_message_is_drawn_and_can_be_read_as_words(builder: BuilderPage) -> None:
    page = builder.page
    messages = [message for _caption, message in every_message("en")]

    def answer(route: Route) -> None:
        given = route.fetch()
        found = given.json()
        next(item for item in found["items"] if item["kind"] == "send")["messages"] = messages
        route.fulfill(response=given, json=found)

    page.route("**/linesteps/preview/", answer)
    page.route("https://example.com/**", lambda route: route.abort())
    builder.card("Thanks").click()
    expect(talk(page).locator("article")).to_have_count(len(messages) + 1)
    page.locator(".ls-phone__read summary").click()
    words = page.locator(".ls-phone__text li").nth(1).locator("p")
    expect(words).to_have_count(len(messages))
    # What stands for a brace or a dollar is a picture, or who is meant.
    assert words.nth(0).text_content() == "This week:  https://example.com/week"
    assert words.nth(1).text_content() == "@All Good fish came in today "
    assert all(each.strip() for each in words.all_text_contents())


def test_width_of_the_form_follows_the_arrow_keys_and_is_kept(builder: BuilderPage) -> None:
    page = builder.page
    inspector, handle = page.locator(".ls-inspector"), page.get_by_role("separator")
    before = inspector.evaluate("element => element.getBoundingClientRect().width")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    wider = inspector.evaluate("element => element.getBoundingClientRect().width")
    # Rounded to whole pixels, twice.
    assert abs(wider - before - 40) <= 1
    assert handle.get_attribute("aria-valuenow") == str(round(wider))
    page.reload()
    builder.settled()
    builder.cards.first.click()
    assert inspector.evaluate("element => element.getBoundingClientRect().width") == wider


def test_step_is_sent_to_a_tester_and_counts_nowhere(builder: BuilderPage, scenario: Scenario) -> None:
    page = builder.page
    in_thread(lambda: Follower.objects.update(is_tester=True))
    test = page.locator(".ls-phone__test")
    test.locator("summary").click()
    expect(test.get_by_label("Tanaka Mika")).to_be_checked()
    test.get_by_role("button").first.click()
    expect(test.get_by_role("status")).to_contain_text("Tanaka Mika")
    [sent] = in_thread(lambda: list(SentTest.objects.all()))
    assert sent.step_title and sent.scenario_id == scenario.pk
    assert in_thread(StepVisit.objects.count) == 0
