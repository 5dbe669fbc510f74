"""The picture of the results: it says what the table says, and the keyboard reaches everything in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from linesteps.engine.versions import forget_versions
from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, buttons, path, send, tagged, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOK = buttons("Look", ("Here", "https://example.com/"))
STEPS = [
    send(LOOK, id="first", name="Coupon"),
    branch(
        path([tagged("vip")], [send("For you", id="thanks", name="Thanks")], label="VIP"),
        otherwise=[send("For all", id="others", name="Reminder")],
        id="fork",
    ),
    wait(days=1, id="wait"),
    send("Later", id="later", name="Later"),
]


def live(shop: Shop) -> Scenario:
    """Twenty-two people who came today: some tapped, some blocked the shop, one is a VIP."""
    scenario = shop.publish(steps=STEPS, name="Welcome")
    people = [shop.add_friend(f"Friend {number:02}") for number in range(22)]
    for person in people[:9]:
        shop.tap_link(person, 0)
    for person in people[:3]:
        shop.block(person)
    return scenario


@pytest.fixture
def scenario(live_server: Any) -> Iterator[Scenario]:
    forget_versions()
    with FakeLine() as line:

        def make() -> Scenario:
            shop = Shop(line)
            shop.add_friend("Before")
            add_tag(shop.follower(shop.add_friend("VIP")), "vip", "hand")
            return live(shop)

        yield in_thread(make)
    forget_versions()


@pytest.fixture
def results(page: Page, live_server: Any, scenario: Scenario) -> Page:
    """The page of results, on which a superuser is signed in."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    sign_in(page, live_server.url)
    page.goto(live_server.url + reverse("linesteps_scenarios:results", args=[scenario.pk]))
    expect(page.locator(".ls-canvas .ls-stop--card").first).to_be_visible()
    return page


def in_table(page: Page, step_id: str) -> dict[str, str]:
    """The figures of a step in the table, by name."""
    row = page.locator(f"tr:has([data-ls-step='{step_id}'])")
    cells = row.locator("td[data-figure]").all()
    return {str(cell.get_attribute("data-figure")): _first(cell.inner_text()) for cell in cells}


def _first(text: str) -> str:
    return text.strip().split()[0]


def in_picture(page: Page, step_id: str) -> dict[str, str]:
    """The figures of a step under its card."""
    facts = page.locator(f".ls-stop[data-step='{step_id}'] .ls-fact").all()
    names = {"Delivered": "delivered", "Opened": "seen", "Clicked": "clicked", "Blocks": "blocked"}
    return {names[fact.locator("small").first.inner_text()]: fact.locator("b").inner_text() for fact in facts}


def test_picture_and_table_say_the_same(results: Page) -> None:
    for step_id in ("first", "thanks", "others", "later"):
        said = in_picture(results, step_id)
        assert set(said) == {"delivered", "seen", "clicked", "blocked"}
        table = in_table(results, step_id)
        assert said == {name: table[name] for name in said}
    assert in_picture(results, "first")["clicked"] == "9"
    # The last send before the block was the second one.
    assert (in_picture(results, "first")["blocked"], in_picture(results, "others")["blocked"]) == ("0", "3")
    pill = results.locator(".ls-stop[data-step='wait'] .ls-here-pill")
    expect(pill).to_have_text("19 people waiting")
    assert in_table(results, "wait")["here"] == "19"
    expect(results.locator(".ls-drop")).to_have_text("14% leave here")
    ways = [one.inner_text().split()[0] for one in results.locator(".ls-way .ls-count").all()]
    assert ways == ["0", "22"]
    # Thicker where more people came along, by the square root.
    widths = [float(one.get_attribute("style").split(":")[1].strip(" ;")) for one in
              results.locator(".ls-line[style]").all()]  # type: ignore[union-attr]  # fmt: skip
    assert max(widths) == 16
    assert any(abs(width - 16 * (19 / 22) ** 0.5) < 0.01 for width in widths) or len(set(widths)) == 1
    # Nobody took the path of the VIPs.
    assert results.locator(".ls-line--idle").count() > 0


def test_step_is_opened_by_keyboard_and_its_people_are_reached(results: Page, live_server: Any) -> None:
    keyboard, canvas = results.keyboard, results.locator(".ls-canvas")
    tab_stops = canvas.locator("a, button").evaluate_all(
        "list => list.filter(one => one.tabIndex >= 0).length"
    )
    assert tab_stops == 0, "the picture is one tab stop"
    canvas.focus()
    keyboard.press("Home")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowRight")
    expect(results.locator(".ls-selected[data-step='others']")).to_be_visible()
    keyboard.press("ArrowDown")
    expect(results.locator("[role=status].ls-announced")).to_contain_text("19 people waiting")
    keyboard.press("Enter")
    panel = results.locator(".ls-live__panel")
    heading = panel.locator(".ls-step__name")
    expect(heading).to_be_focused()
    expect(heading).to_have_text("5. Wait 1 day")
    assert results.url.endswith("#step-wait")
    keyboard.press("Escape")
    expect(canvas).to_be_focused()
    keyboard.press("Enter")
    expect(heading).to_be_focused()
    keyboard.press("Tab")
    expect(panel.get_by_role("link", name="Here now: 19 people")).to_be_focused()
    keyboard.press("Enter")
    results.wait_for_url(re.compile("/wait/here/"))
    expect(results.locator(".ls-people tbody tr")).to_have_count(19)
    results.get_by_role("link", name="Friend 05").click()
    expect(results.locator(".ls-profile__name", has_text="Friend 05")).to_be_visible()


def test_panel_shows_what_was_chosen_last_and_survives_a_reload(results: Page) -> None:
    panel = results.locator(".ls-live__panel")
    results.locator(".ls-canvas [data-id='first']").click()
    expect(panel.locator(".ls-step__name")).to_have_text("1. Coupon")
    expect(panel.get_by_role("table", name="How far the message came")).to_contain_text("9")
    results.locator("a[data-ls-step='fork']").click()
    expect(panel.locator(".ls-step__name")).to_have_text("2. Branch: VIP / Everyone else")
    expect(panel.locator(".ls-step__name")).to_be_focused()
    results.reload()
    expect(panel.locator(".ls-step__name")).to_have_text("2. Branch: VIP / Everyone else")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    assert "#" not in results.url


def test_nothing_in_the_picture_can_be_changed(results: Page) -> None:
    assert results.locator(".ls-slot").count() == 0
    stops = results.locator(".ls-canvas .ls-stop").count()
    results.locator(".ls-canvas").focus()
    for key in ("Delete", "Insert", "a", "m", "Control+d", "Alt+ArrowDown"):
        results.keyboard.press(key)
    assert results.locator(".ls-canvas .ls-stop").count() == stops > 0
    assert results.locator(".ls-menu").count() == 0


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_have_no_barriers(
    results: Page, scenario: Scenario, live_server: Any, language: str, theme: str
) -> None:
    def prefer() -> None:
        profile = UserProfile.get_for_user(get_user_model().objects.get())
        profile.preferred_language, profile.theme = language, theme
        profile.save()

    in_thread(prefer)
    for width in (1440, 390):
        results.set_viewport_size({"width": width, "height": 900})
        results.reload()
        expect(results.locator(".ls-canvas .ls-stop--card").first).to_be_visible()
        results.locator("a[data-ls-step='first']").click()
        expect(results.locator(".ls-step__name")).to_be_focused()
        found = axe(results)
        assert found == [], json.dumps(found, indent=1)
    for name, more in (("results_step", ["first"]), ("results_people", ["wait", "here"])):
        results.goto(live_server.url + reverse(f"linesteps_scenarios:{name}", args=[scenario.pk, *more]))
        found = axe(results)
        assert found == [], json.dumps(found, indent=1)


def test_chosen_period_shows_in_forced_colours_too(results: Page) -> None:
    results.emulate_media(forced_colors="active")
    chosen = results.locator(".ls-choice button[aria-pressed='true']")
    others = results.locator(".ls-choice button[name='days'][aria-pressed='false']")
    border = "element => getComputedStyle(element).borderTopWidth"
    assert chosen.evaluate(border) == "3px"
    assert {one.evaluate(border) for one in others.all()} == {"1px"}
