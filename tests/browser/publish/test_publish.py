"""Publishing by two presses, and what the dialog tells before the second."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import expect

from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment, Intake
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, clicked, path, send, trigger, wait
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.publish.dialog import Publishing, start
from tests.unit.test_link_opening import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT_PRESSES = """() => {
  window.presses = [];
  document.addEventListener("click", (event) => {
    if (event.isTrusted) window.presses.push(event.target.textContent.trim());
  }, true);
}"""
#: Milliseconds from the press until the dialog is open, and until what can be said at once stands in it.
PRESS_AND_WAIT = """() => new Promise((resolve) => {
  const dialog = document.querySelector("dialog.ls-publish");
  const began = performance.now();
  let opened = 0;
  const look = () => {
    if (!opened && dialog.open) opened = performance.now() - began;
    if (dialog.querySelector(".ls-publish__line")) resolve([opened, performance.now() - began]);
    else requestAnimationFrame(look);
  };
  document.querySelector(".ls-publish__open").click();
  look();
})"""

#: Where the button that publishes stands, from the moment when the dialog is open until lines stand in it.
WATCH_THE_BUTTON = """() => new Promise((resolve) => {
  const dialog = document.querySelector("dialog.ls-publish");
  const places = [];
  const look = () => {
    const box = dialog.querySelector("button[name^='action-']").getBoundingClientRect();
    if (box.width) places.push([box.bottom, box.left]);
    if (dialog.querySelector(".ls-publish__line")) resolve(places);
    else requestAnimationFrame(look);
  };
  document.querySelector(".ls-publish__open").click();
  look();
})"""


def test_sc5_is_drawn_and_published_by_exactly_two_presses(publishing: Publishing) -> None:
    account = make_account()
    for number in range(3):
        make_friend(account, f"F{number}")
    builder, page = publishing.builder, publishing.page
    page.goto(builder.address + reverse("linesteps_scenarios:add"))
    builder.settled()
    page.locator("[name='name']").fill("Sc5")
    page.locator(".ls-blank__button").click()
    builder.choose("Text")
    builder.type("-text", "A coupon for you: https://shop.jp/coupon/")
    builder.add(-1, "Text")
    builder.type("-text", "Voices")
    builder.add(-1, "Branch")
    # It asks about the message before it by itself: which of the two is chosen by hand here.
    builder.form.locator("select[name$='-step']").select_option(index=1)
    builder.settled()
    builder.add_to_path(0, "Text")
    builder.type("-text", "Thanks")
    builder.add_to_path(-1, "Text")
    builder.type("-text", "Not yet?")
    triggers = page.locator(".ls-panel-triggers")
    triggers.locator(".c-sf-add-button").first.click()
    page.locator(".w-combobox__option").filter(has_text="Added as a friend").first.click()
    builder.settled()

    page.evaluate(COUNT_PRESSES)
    publishing.open()
    expect(publishing.go).to_have_text("Publish (the 3 people who are friends already get nothing)")
    presses = page.evaluate("window.presses")
    with builder.next_page():
        publishing.go.click()
    assert presses == ["Publish"]
    scenario = in_thread(lambda: Scenario.objects.get(name="Sc5"))
    assert scenario.live and scenario.current_version_id is not None
    assert in_thread(Enrolment.objects.count) == 0


def test_dialog_is_open_at_once(publishing: Publishing, record_property: Any) -> None:
    steps = [step for number in range(30) for step in (send(f"{number}"), wait(days=3))]
    publishing.builder.open(make_scenario(make_account(), *steps))
    opened, filled = publishing.page.evaluate(PRESS_AND_WAIT)
    record_property("milliseconds from press to open dialog, and to its first lines", [opened, filled])
    assert opened < 300
    # The machine of the tests is shared; the figure that counts is recorded.
    assert filled < 5000


def test_what_the_server_says_moves_no_button_from_under_the_hand(publishing: Publishing) -> None:
    account = make_account()
    steps = [step for number in range(6) for step in (send(f"{number}"), wait(days=1))]
    publishing.builder.open(make_scenario(account, *steps))
    places = publishing.page.evaluate(WATCH_THE_BUTTON)
    publishing.settled()
    assert len(places) >= 1
    box = publishing.go.bounding_box()
    assert box is not None
    for bottom, left in places:
        # It grows to the right when its words tell a number; where it begins stays.
        assert (bottom, left) == pytest.approx((box["y"] + box["height"], box["x"]), abs=1.5)


def test_links_are_filled_in_after_the_dialog_is_open(publishing: Publishing, settings: Any) -> None:
    settings.LINESTEPS_NETWORK_CHECKS = True
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True
    settings.LINESTEPS_API_BASE_URL = "http://127.0.0.1:9"
    server = Server({"/good": 200, "/shy": 403})
    try:
        steps = [send(f"{server.url}/good {server.url}/shy {server.url}/gone", id="a", name="Links")]
        publishing.builder.open(make_scenario(make_account(), *steps))
        publishing.button.click()
        expect(publishing.line("does not open (404)")).to_be_visible(timeout=20_000)
        publishing.settled()
        shy = publishing.line("does not open (403)")
        shy.get_by_role("button", name="It opens on my phone").click()
        expect(shy).to_have_count(0)
        expect(publishing.line("does not open (404)")).to_have_count(1)
        # LINE is not there: that is no reason not to publish.
        expect(publishing.line("LINE cannot be reached")).to_have_class(
            "ls-publish__line ls-publish__line--warning"
        )
    finally:
        server.stop()


def test_typed_entries_and_greeting_are_kept(publishing: Publishing) -> None:
    account = make_account(plan_size=200)
    scenario = make_scenario(account, wait(days=1), send("Hi"), name="Small plan")
    start(scenario, trigger())
    scenario.save_revision()
    publishing.builder.open(scenario)
    dialog = publishing.open()
    dialog.locator("[name='entries_per_day']").fill("30")
    expect(dialog.locator(".ls-publish__reached")).to_contain_text("the cap is reached")
    expect(publishing.line("Later messages wait until the 1st.")).to_be_visible()
    # Enter in a field neither publishes nor saves.
    dialog.locator("[name='entries_per_day']").press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_text("Show as a table").click()
    expect(dialog.get_by_role("table")).to_contain_text("200")
    dialog.get_by_label("I have looked: it is off").check()
    dialog.locator("summary").first.click()
    expect(publishing.line("It is off (said by boss")).to_be_visible()
    with publishing.builder.next_page():
        publishing.go.click()
    row = in_thread(lambda: Scenario.objects.get(name="Small plan"))
    assert row.live and row.entries_per_day == 30
    assert in_thread(lambda: Account.objects.get(pk=account.pk).greeting_off_by) == get_user_model()(
        pk=in_thread(lambda: get_user_model().objects.get(username="boss").pk)
    )


def test_dialog_opens_from_everywhere_and_gives_the_caret_back(publishing: Publishing) -> None:
    scenario = make_scenario(make_account(), send("Hi"))
    builder, page, dialog = publishing.builder, publishing.page, publishing.dialog
    builder.open(scenario)
    # Behind the other tab.
    page.get_by_role("tab", name="Settings").click()
    publishing.open()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(publishing.button).to_be_focused()
    # Wagtail's own button in the menu.
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("button[name='action-publish']:not(dialog *)").click()
    expect(dialog).to_be_visible()
    assert not in_thread(lambda: Scenario.objects.get().live)
    dialog.get_by_role("button", name="Back to editing").click()
    expect(dialog).to_be_hidden()
    # By keyboard alone.
    publishing.button.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    publishing.settled()
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    publishing.go.focus()
    with publishing.builder.next_page():
        page.keyboard.press("Enter")
    assert in_thread(lambda: Scenario.objects.get().live)


def test_what_was_tried_in_the_drawer_counts(publishing: Publishing) -> None:
    first = send("Coupon https://shop.jp/", id="first")
    fork = branch(path([clicked("first")], [send("Thanks")]), otherwise=[send("Not yet?")], id="fork")
    scenario = make_scenario(make_account(), first, wait(days=3), fork)
    start(scenario, trigger())
    scenario.save_revision()
    page = publishing.page
    publishing.builder.open(scenario)
    publishing.open()
    line = publishing.line("None of the 2 paths was tried yet.")
    line.get_by_role("button", name="Try it").click()
    expect(publishing.dialog).to_be_hidden()
    drawer = page.get_by_role("dialog", name="Try the scenario")
    drawer.get_by_role("button", name="To the next event").click()
    expect(drawer).to_contain_text("Paths tried: 1 of 2")
    drawer.get_by_role("button", name="Close").click()
    publishing.open()
    publishing.dialog.locator("summary").first.click()
    expect(publishing.line("1 of 2 paths tried.")).to_be_visible()


def test_existing_friends_are_asked_about_on_a_page_of_their_own(publishing: Publishing) -> None:
    account = make_account()
    for number in range(3):
        make_friend(account, f"F{number}")
    publishing.builder.open(make_scenario(account, send("Hi")))
    dialog = publishing.open()
    dialog.get_by_label("Afterwards, ask me").check()
    with publishing.page.expect_navigation():
        publishing.go.click()
    page = publishing.page
    expect(page.locator("main")).to_contain_text("3 people are friends already")
    assert in_thread(Intake.objects.count) == 0
    # Without Wagtail's own message about the publication.
    page.reload()
    assert axe(page) == [], json.dumps(axe(page), indent=1)
    page.get_by_role("button", name="Start for 3 people").click()
    expect(page.locator(".messages")).to_contain_text("3 friends start “Welcome” now.")
    assert in_thread(Intake.objects.count) == 1
