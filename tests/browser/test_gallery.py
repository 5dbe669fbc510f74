"""The gallery in a browser: from a template to a published scenario in few presses, filters, the player."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.messages.links import EXAMPLE_SITE
from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates import all_templates
from tests.admin.builders import make_account, make_scenario, send
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.clicks import Clicks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOCALES = {"en": "en-GB", "ja": "ja-JP"}


def ready_coupon(account: Account, title: str) -> Coupon:
    """One that LINE knows."""
    now = clock.now()
    return Coupon.objects.create(
        account=account,
        title=title,
        line_coupon_id=f"01{title}",
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=300),
    )


def url_of(live_server: Any, name: str, *arguments: Any) -> str:
    return live_server.url + reverse(f"linesteps_scenarios:{name}", args=arguments)


@pytest.fixture(params=["en", "ja"])
def page(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    """A wide window in one of the languages."""
    context = new_context(locale=LOCALES[request.param], viewport={"width": 1440, "height": 1000})
    return context.new_page()


class FromTemplate:
    """The way from the list to a published scenario, each press as a person makes it."""

    def __init__(self, page: Page, live_server: Any) -> None:
        self.page = page
        self.clicks = Clicks(page.context)
        self.builder = BuilderPage(page, live_server.url)
        sign_in(page, live_server.url)
        page.goto(url_of(live_server, "list"))

    def use(self, key: str) -> None:
        """Templates, the template, use."""
        gallery, template = (
            reverse("linesteps_scenarios:templates"),
            reverse("linesteps_scenarios:template", args=[key]),
        )
        self.page.locator(f"header a[href='{gallery}']").click()
        self.page.locator(f"a[href='{template}']").click()
        self.page.locator(".ls-use button[type=submit]").click()
        self.builder.settled()

    def choose_coupon(self, title: str) -> None:
        """The chooser is in front of them."""
        self.page.wait_for_function("document.activeElement?.matches('[data-chooser-action-choose]')")
        self.page.locator(":focus").click()
        self.page.locator(".modal-body").get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator(".ls-inspector .chooser__title").first).to_have_text(title)

    def paste(self, address: str) -> None:
        """The field with the example is in front of them, and its words are marked."""
        self.page.wait_for_function(
            "example => document.activeElement?.value?.startsWith(example)", arg=EXAMPLE_SITE
        )
        self.page.keyboard.insert_text(address)
        self.page.wait_for_function(
            "words => JSON.stringify(window.linesteps.builder.steps()).includes(words)", arg=address
        )

    def next_problem(self) -> None:
        """What is left to mend stands below the picture."""
        self.builder.settled()
        self.page.locator(".ls-footer__problems").click()
        self.builder.settled()

    def publish(self) -> int:
        """Publish; returns the presses so far, with one for the question that may come before it."""
        self.builder.settled()
        footer = self.page.locator("form#w-editor-form footer")
        button = footer.locator("[name='action-publish']").first
        if not button.is_visible():
            footer.locator("[data-w-dropdown-target=toggle]").click()
        self.page.evaluate("window.isBefore = true")
        self.page.locator("[name='action-publish']:visible").first.click()
        asked = "document.querySelector('dialog.ls-publish[open]')"
        self.page.wait_for_function(f"!window.isBefore || {asked}")
        presses = self.clicks.count + 1
        if self.page.evaluate(f"Boolean({asked})"):
            self.page.locator("dialog.ls-publish [name='action-publish']").click()
        self.page.wait_for_function("!window.isBefore")
        expect(self.page.locator(".messages .success")).to_be_visible()
        return presses


def test_restaurant_is_published_from_its_template_in_fourteen_presses(page: Page, live_server: Any) -> None:
    account = make_account()
    titles = ["Drink", "Dessert", "Ten percent"]
    for title in titles:
        ready_coupon(account, title)
    way = FromTemplate(page, live_server)
    way.use("sc1")
    for number, title in enumerate(titles):
        if number:
            way.next_problem()
        way.choose_coupon(title)
    assert way.publish() <= 14
    assert in_thread(lambda: Scenario.objects.get().live)


def test_health_food_is_published_from_its_template_in_sixteen_presses(page: Page, live_server: Any) -> None:
    ready_coupon(make_account(), "Go on")
    way = FromTemplate(page, live_server)
    way.use("sc2")
    for number in range(3):
        way.paste(f"https://shop.jp/page-{number}/")
        way.next_problem()
    way.choose_coupon("Go on")
    way.next_problem()
    way.paste("https://shop.jp/buy/")
    assert way.publish() <= 16
    assert in_thread(lambda: Scenario.objects.get().live)


def test_chips_narrow_the_gallery_without_asking_the_server(page: Page, live_server: Any) -> None:
    make_account()
    sign_in(page, live_server.url)
    page.goto(url_of(live_server, "templates"))
    cards = page.locator(".ls-template:visible")
    every = all_templates("en")
    # What suits any trade suits a salon.
    fitting = [one for one in every if one.goal == "repeat" and one.trade in {"any", "salon"}]
    expect(cards).to_have_count(len(every))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/scenarios/" in request.url else None)
    page.locator("[data-ls-gallery-target=goal][data-key=repeat]").click()
    page.locator("[data-ls-gallery-target=trade][data-key=salon]").click()
    expect(cards).to_have_count(len(fitting))
    assert 1 < len(fitting) < len(every)
    assert page.url.endswith("?goal=repeat&trade=salon")
    assert asked == []
    page.reload()
    expect(cards).to_have_count(len(fitting))
    page.locator("[data-ls-gallery-target=goal][data-key=review]").click()
    expect(cards).to_have_count(0)
    expect(page.locator("[data-ls-gallery-target=none] span")).to_be_visible()


def test_conversation_plays_over_its_days_and_for_each_kind_of_friend(page: Page, live_server: Any) -> None:
    make_account()
    sign_in(page, live_server.url)
    page.goto(url_of(live_server, "template", "sc5"))
    moments = page.locator(".ls-moment:visible")
    expect(moments).to_have_count(3)
    ways = page.locator(".ls-ways button")
    expect(ways).to_have_count(2)
    first = moments.nth(1).inner_text()
    ways.nth(1).click()
    expect(ways.nth(1)).to_have_attribute("aria-pressed", "true")
    assert moments.nth(1).inner_text() != first
    slider = page.locator(".ls-play input")
    slider.focus()
    page.keyboard.press("Home")
    expect(moments).to_have_count(1)
    for _day in range(3):
        page.keyboard.press("ArrowRight")
    expect(moments).to_have_count(2)
    page.locator(".ls-play button").click()
    expect(slider).to_have_value("10")
    expect(moments).to_have_count(3)


def test_assistive_technology_finds_its_way_through_gallery_template_and_history(
    page: Page, live_server: Any
) -> None:
    account = make_account()
    scenario = make_scenario(account, send("Hi", step_id="x"), publish=True)
    scenario.steps = [send("Hello", step_id="x")]
    scenario.save_revision(changed=True, clean=False, log_action=True)
    first, last = scenario.revisions.order_by("pk")
    sign_in(page, live_server.url)
    addresses = [
        url_of(live_server, "templates"),
        url_of(live_server, "template", "gym_trial"),
        url_of(live_server, "save_as_template", scenario.pk),
        url_of(live_server, "history", scenario.pk),
        url_of(live_server, "revisions_compare", scenario.pk, first.pk, last.pk),
        url_of(live_server, "operate", scenario.pk, "pause"),
    ]
    for scheme in ("light", "dark"):
        for address in addresses:
            page.goto(address)
            page.evaluate(
                "scheme => { document.documentElement.classList.remove('w-theme-system', 'w-theme-light', "
                "'w-theme-dark'); document.documentElement.classList.add('w-theme-' + scheme); }",
                scheme,
            )
            assert axe(page) == [], f"{scheme} {address} {json.dumps(axe(page), indent=1)}"
