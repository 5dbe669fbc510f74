"""The key flows within their budgets: how many presses it takes from a blank scenario to one that is live."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_scenario, send
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage, sign_in, stored, tell
from tests.browser.clicks import Clicks
from tests.browser.flows import begin_blank, publish, ready_made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def begin(builder: BuilderPage, name: str) -> None:
    """A blank scenario; its name has the keyboard already."""
    begin_blank(builder.page, builder.address)
    expect(builder.page.locator("[name='name']")).to_be_focused()
    builder.page.keyboard.insert_text(name)


def first(builder: BuilderPage, kind: str, words: str = "") -> None:
    """The first message."""
    builder.page.locator(".ls-blank__button").click()
    builder.choose(kind)
    if words:
        builder.write(words)


def then(builder: BuilderPage, kind: str, words: str = "", days: int | None = None) -> None:
    """One more message at the end, some days after the one before it."""
    builder.add(-1, kind)
    # Until its form is there, the time beside it is that of the step before.
    builder.form_is_there()
    if words:
        builder.write(words)
    if days is not None:
        builder.when.locator("input").first.click()
        builder.page.keyboard.press("Control+a")
        builder.page.keyboard.insert_text(str(days))


def live(name: str) -> Scenario:
    """The scenario with this name, which must be live."""
    scenario = in_thread(lambda: Scenario.objects.get(name=name))
    assert scenario.live and scenario.current_version_id is not None
    return scenario


def course(steps: list[dict[str, Any]]) -> list[Any]:
    """What happens when, without words: sends with a coupon or not, gaps, and branches with their paths."""
    found: list[Any] = []
    for step in steps:
        value = step["value"]
        if step["type"] == "send":
            kinds = {message["type"] for message in value["messages"]}
            found.append("coupon" if "coupon" in kinds else "words")
        elif step["type"] == "wait":
            found.append((value["amount"], value["unit"], value["at"]))
        else:
            paths = [course(item["value"]["steps"]) for item in value["paths"]]
            asked = [
                (part["type"], bool(part["value"]["is_absent"]))
                for item in value["paths"]
                for part in item["value"]["conditions"]
            ]
            found.append({"asks": asked, "paths": paths, "else": course(value["otherwise"]["steps"])})
    return found


def choose_coupon(builder: BuilderPage, title: str) -> None:
    """In the dialog of the coupon message."""
    builder.press(builder.form.locator(".chooser").get_by_role("button").first)
    builder.page.locator(".modal").get_by_text(title).click()
    # A card has room for the beginning of a long title.
    expect(builder.page.locator(".ls-canvas").get_by_text(title[:20])).to_be_visible()


def test_seafood_shop_is_drawn_from_blank_and_published(builder: BuilderPage, clicks: Clicks) -> None:
    account = make_account()
    model = ready_made("sc3", account)
    coupon = in_thread(lambda: Coupon.objects.get(account=account))
    begin(builder, "Seafood")
    first(builder, "Text", "Thanks for adding us")
    then(builder, "Text", "On television, and our work on the SDGs")
    then(builder, "Text", "Why does it take 4 days? https://example.com/video/", days=4)
    then(builder, "Text", "Voices https://example.com/voices/", days=3)
    then(builder, "Coupon", days=4)
    choose_coupon(builder, coupon.title)
    publish(builder.page)
    tell(f"Sc3 from blank: {clicks.count} presses of 30")
    assert clicks.count <= 30, clicks.told()
    drawn = live("Seafood")
    assert course(stored(drawn)) == course(stored(model))
    assert [one["type"] for one in in_thread(lambda: drawn.triggers.get_prep_value())] == ["friend_added"]


def test_scenario_after_a_tap_is_drawn_from_blank_and_published(builder: BuilderPage, clicks: Clicks) -> None:
    model = ready_made("sc4", make_account())
    begin(builder, "Mackerel")
    builder.page.locator(".ls-start").click()
    builder.choose("Link tapped")
    expect(builder.page.locator(".ls-panel-triggers [name$='-url']")).to_be_focused()
    builder.page.keyboard.insert_text("https://example.com/shimesaba/")
    first(builder, "Text", "The live mackerel https://example.com/video/")
    builder.when.locator("select").select_option("days")
    clicks.add("the list of units", 2)
    then(builder, "Text", "Our trials https://example.com/blog/", days=2)
    then(builder, "Text", "Finished at last https://example.com/shop/")
    publish(builder.page)
    tell(f"Sc4 from blank: {clicks.count} presses of 25")
    assert clicks.count <= 25, clicks.told()
    drawn = live("Mackerel")
    assert course(stored(drawn)) == course(stored(model))
    [trigger] = in_thread(lambda: drawn.triggers.get_prep_value())
    everybody = {"match": "all", "conditions": []}
    assert (trigger["type"], trigger["value"]) == (
        "link_clicked",
        {"url": "https://example.com/shimesaba/", "who": everybody},
    )


def test_branching_scenario_is_drawn_from_blank_and_published(builder: BuilderPage, clicks: Clicks) -> None:
    model = ready_made("sc5", make_account())
    begin(builder, "Coupon and branch")
    first(builder, "Text", "Your coupon: https://example.com/coupon/")
    builder.add(-1, "Branch")
    labels = builder.page.locator(".ls-chip")
    expect(labels).to_have_text(["Tapped the link", "Did not tap it"])
    for number, words in enumerate(("Thank you, and a recommendation", "The coupon's last day is near")):
        builder.add_to_path(number, "Text")
        builder.write(words)
    then(builder, "Text", "Customers' voices", days=7)
    publish(builder.page)
    tell(f"Sc5 from blank: {clicks.count} presses of 24")
    assert clicks.count <= 24, clicks.told()
    drawn = stored(live("Coupon and branch"))
    assert course(drawn) == course(stored(model))
    [path] = drawn[2]["value"]["paths"]
    assert path["value"]["conditions"][0]["value"]["step"] == drawn[0]["id"], "it asks about the coupon"


def test_wording_of_a_live_step_is_changed_and_applied(builder: BuilderPage, clicks: Clicks) -> None:
    scenario = make_scenario(make_account(), send("Old words", name="Hello"), publish=True)
    builder.open(scenario)
    clicks.reset()
    builder.card("Hello").click()
    builder.field("-text").click()
    builder.page.keyboard.press("Control+a")
    builder.page.keyboard.insert_text("New words")
    publish(builder.page)
    tell(f"wording of a live step: {clicks.count} presses of 5")
    assert clicks.count <= 5, clicks.told()
    versions = in_thread(lambda: [version.number for version in scenario.versions.order_by("number")])
    assert versions == [1, 2]
    assert "New words" in str(stored(scenario))
