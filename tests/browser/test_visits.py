"""The question on the site's own pages, in a real browser on a phone: nothing before a yes, and a no is a no."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Page as WagtailPage
from wagtail.models import Site

from demo.models import HomePage
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger
from linesteps.visits.address import MARK
from linesteps.visits.models import PageVisit, VisitConsent
from linesteps.visits.tie import COOKIE, arrival
from tests.admin.builders import make_account, make_friend
from tests.browser import in_thread
from tests.browser.builder_page import picture, sign_in
from tests.browser.conftest import NewContext
from tests.library import card_of, make_home, make_page

PHONE = {"width": 390, "height": 760}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari Line/15.12.1"


@pytest.fixture
def home(transactional_db: None, live_server: LiveServer) -> HomePage:
    """A site that stands where the live server answers."""
    home = make_home()
    address = urlsplit(live_server.url)
    Site.objects.update(hostname=address.hostname, port=address.port)
    Site.clear_site_root_paths_cache()
    return home


@pytest.fixture
def friend(home: HomePage) -> Follower:
    """A friend of an account that asks."""
    return make_friend(make_account(name="シーサイド水産", sees_visits=True))


def on_the_phone(new_context: NewContext, locale: str = "en-GB", **options: Any) -> BrowserContext:
    return new_context(locale=locale, viewport=PHONE, user_agent=IPHONE, **options)


def arrive(page: Page, live_server: LiveServer, friend: Follower, fragment: str = "") -> None:
    """What the redirect after a tap leads to."""
    mark = MARK + in_thread(arrival, friend)
    page.goto(f"{live_server.url}/#{fragment}{'&' if fragment else ''}{mark}")


def names(context: BrowserContext) -> set[str]:
    return {str(one.get("name")) for one in context.cookies()} - {"csrftoken"}


@pytest.mark.parametrize("locale", ["en-GB", "ja-JP"])
def test_nothing_is_kept_before_a_yes_and_visits_are_known_after_it(
    new_context: NewContext, live_server: LiveServer, home: HomePage, friend: Follower, locale: str
) -> None:
    language = locale[:2]
    WagtailPage.objects.filter(pk=home.pk).update(title="Fish shop")
    context = on_the_phone(new_context, locale)
    page = context.new_page()
    arrive(page, live_server, friend)
    banner = page.get_by_role("region")
    expect(banner).to_be_visible()
    expect(banner).to_be_focused()
    assert MARK not in page.url
    assert names(context) == set() and page.evaluate("localStorage.length + sessionStorage.length") == 0
    picture(page, f"visits-banner-{language}")
    buttons = banner.get_by_role("button")
    sizes = [buttons.nth(number).bounding_box() for number in range(2)]
    assert sizes[0] and sizes[1]
    assert (sizes[0]["width"], sizes[0]["height"]) == (sizes[1]["width"], sizes[1]["height"])
    assert sizes[0]["height"] >= 44
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(buttons.nth(1)).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith("/visits/page/")):
        page.keyboard.press("Enter")
    assert COOKIE in names(context)
    assert in_thread(PageVisit.objects.count) == 1
    with page.expect_response(lambda answer: answer.url.endswith("/visits/page/")):
        page.goto(f"{live_server.url}/")
    expect(banner).to_have_count(0)
    page.goto(live_server.url + reverse("linesteps:visits"))
    picture(page, f"visits-choice-{language}")
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert COOKIE not in names(context)
    assert in_thread(PageVisit.objects.count) == 0


def test_question_in_the_language_of_the_page(
    new_context: NewContext, live_server: LiveServer, home: HomePage, friend: Follower
) -> None:
    from wagtail.models import Locale

    japanese, _is_new = Locale.objects.get_or_create(language_code="ja")
    WagtailPage.objects.filter(pk=home.pk).update(locale=japanese)
    page = on_the_phone(new_context, "ja-JP", color_scheme="dark").new_page()
    arrive(page, live_server, friend)
    expect(page.get_by_role("button", name="同意しない")).to_be_visible()
    picture(page, "visits-banner-dark-ja")


def test_no_keeps_nothing_in_the_browser(
    new_context: NewContext, live_server: LiveServer, friend: Follower
) -> None:
    context = on_the_phone(new_context)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    arrive(page, live_server, friend)
    page.get_by_role("button", name="No, thank you").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is kept")
    assert names(context) == set()
    assert not in_thread(VisitConsent.objects.get).is_given
    page.goto(f"{live_server.url}/?again")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.endswith("/visits/page/")], "Strangers cost no request."


def test_question_has_names_for_everything_and_keeps_the_place_on_the_page(
    new_context: NewContext, live_server: LiveServer, friend: Follower
) -> None:
    page = on_the_phone(new_context, forced_colors="active").new_page()
    arrive(page, live_server, friend, fragment="voices")
    expect(page.get_by_role("region")).to_be_visible()
    assert page.url.endswith("/#voices")
    picture(page, "visits-banner-forced-colors")
    expect(page.get_by_role("region", name="May シーサイド水産 know what you look at here?")).to_be_visible()
    expect(page.get_by_role("heading", name="May シーサイド水産 know what you look at here?")).to_be_visible()
    expect(page.get_by_role("region").get_by_role("link")).to_have_text("About these records")
    page.set_viewport_size({"width": 320, "height": 480})
    for button in page.get_by_role("region").get_by_role("button").all():
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("locale", ["en-GB", "ja-JP"])
def test_screens_of_editors(
    new_context: NewContext, live_server: LiveServer, home: HomePage, locale: str
) -> None:
    language = locale[:2]
    account: Account = make_account(sees_visits=True)
    story = make_page(home, "Autumn")
    drawn: Any = Scenario(account=account, name="秋の新商品のご案内", live=False)
    visited = trigger("page_visited", page=story.pk, which="section")
    drawn.triggers, drawn.steps = [visited], [send(card_of(story))]
    drawn.save()
    drawn.save_revision().publish()
    drawn.triggers = [
        visited,
        trigger("form_submitted", page=story.pk, answers=[], tag=""),
        trigger("document_downloaded", document=None),
        trigger("page_published", page=home.pk, which="section", type="", when="first", at_most=500),
    ]
    drawn.save_revision()
    page = new_context(locale=locale, viewport={"width": 1440, "height": 1800}).new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + reverse("linesteps_scenarios:edit", args=[drawn.pk]))
    page.locator(".ls-canvas").get_by_text("Autumn").first.click()
    expect(page.get_by_role("spinbutton").first).to_be_visible()
    picture(page, f"visits-triggers-{language}")
    page.goto(live_server.url + reverse("wagtailadmin_pages:unpublish", args=[story.pk]))
    page.locator("main form [type=submit]").last.click()
    expect(page.get_by_role("link", name="秋の新商品のご案内")).to_be_visible()
    picture(page, f"visits-guard-{language}")
    page.goto(live_server.url + reverse("linesteps_accounts:edit", args=[account.pk]))
    picture(page, f"visits-account-{language}")
