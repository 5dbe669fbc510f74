"""LIFF pages in a real browser: LINE's script, stood in for by the emulator, and what a friend sees of them.

``LINESTEPS_LOOK=folder`` writes pictures of every page to that folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from linesteps.accounts.models import Account
from linesteps.engine.versions import forget_versions
from linesteps.followers.site_users import FollowerUser
from linesteps.testing.build import buttons, send
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.liff import LIFF_ID, Phone, use_liff
from linesteps.testing.shop import IPHONE, Shop
from linesteps.tracking.models import Click
from tests.browser.conftest import NewContext
from tests.integration.coupons.making import card, own_coupon

pytestmark = pytest.mark.django_db(transaction=True)

CONNECT = f"https://liff.line.me/{LIFF_ID}/connect"
LOCALES = {"ja": "ja-JP", "en": "en-GB"}


@pytest.fixture
def shop(transactional_db: None, live_server: LiveServer, settings: Any) -> Iterator[Shop]:
    settings.LINESTEPS_PUBLIC_BASE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    settings.LOGIN_URL = "/admin/login/"
    forget_versions()
    with FakeLine(http_hosts=["localhost", "127.0.0.1"]) as line:
        shop = Shop(line, name="浜の店", basic_id="@hama")
        use_liff(shop)
        yield shop
    forget_versions()


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def screen(new_context: NewContext, language: str) -> Page:
    """A friend's phone."""
    size = {"width": 390, "height": 780}
    return new_context(user_agent=IPHONE, locale=LOCALES[language], viewport=size, is_mobile=True).new_page()


def look(page: Page, name: str, language: str) -> None:
    """Take a picture, light and dark, if somebody wants one."""
    if folder := os.environ.get("LINESTEPS_LOOK"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=str(Path(folder) / f"{name}-{language}-{scheme}.png"))
        page.emulate_media(color_scheme="light")


def opened(shop: Shop, friend: str, url: str) -> str:
    found = shop.line.open_liff(shop.there, friend, url)
    assert found is not None
    return found


def link_of(shop: Shop, live_server: LiveServer) -> tuple[str, str, str]:
    """A friend with a link to a page of this site, the LIFF link, and the page."""
    url = f"{live_server.url}/django-admin/jsi18n/"
    shop.publish(steps=[send(buttons("Fish", ("See", url)))])
    friend = shop.add_friend("Aya")
    return friend, Phone(shop, friend).links()[0], url


def test_tap_goes_through_line_to_the_page_and_back_leads_out(
    shop: Shop, live_server: LiveServer, screen: Page
) -> None:
    friend, link, url = link_of(shop, live_server)
    screen.goto(opened(shop, friend, link))
    screen.wait_for_url(url + "**")
    click = Click.objects.get()
    assert (click.follower, click.known_by, click.is_counted) == (shop.follower(friend), "liff", True)
    assert "id_token" not in screen.url


def test_link_leads_on_when_lines_script_cannot_be_had(
    shop: Shop, live_server: LiveServer, screen: Page
) -> None:
    friend, link, url = link_of(shop, live_server)
    screen.route("**/sdk.js", lambda route: route.abort())
    screen.goto(opened(shop, friend, link))
    screen.wait_for_url(url + "**")
    assert not Click.objects.exists()


def test_link_leads_on_outside_of_line_and_counts_for_nobody(
    shop: Shop, live_server: LiveServer, screen: Page
) -> None:
    friend, link, url = link_of(shop, live_server)
    screen.goto(opened(shop, friend, link).split("#")[0])
    screen.wait_for_url(url + "**")
    assert not Click.objects.exists()


def test_slow_page_has_a_button_that_leads_on(
    shop: Shop, live_server: LiveServer, screen: Page, language: str
) -> None:
    friend, link, url = link_of(shop, live_server)

    def never(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()

    screen.route("**/line/liff/**", never)
    screen.goto(opened(shop, friend, link))
    button = screen.get_by_role("link", name={"ja": "ページを開く", "en": "Open the page"}[language])
    expect(button).to_be_visible()
    look(screen, "wait", language)
    button.click()
    screen.wait_for_url(url + "**")


def test_page_without_javascript_shows_the_way(
    shop: Shop, live_server: LiveServer, new_context: NewContext, language: str
) -> None:
    friend, link, url = link_of(shop, live_server)
    page = new_context(java_script_enabled=False, locale=LOCALES[language]).new_page()
    page.goto(opened(shop, friend, link))
    expect(page.get_by_role("link")).to_have_attribute("href", url)
    look(page, "without-javascript", language)


def test_coupon_opens_for_its_friend_and_tells_others_in_words(
    shop: Shop, live_server: LiveServer, screen: Page, language: str
) -> None:
    coupon = own_coupon(shop, "CODE-1", language=language)
    shop.publish(steps=[send(card(coupon, hides_code=True))])
    friend = shop.add_friend("Aya")
    link = Phone(shop, friend).links()[0]
    other = shop.line.new_person(shop.there)
    screen.goto(opened(shop, other, link))
    expect(screen.locator("[data-say=other]")).to_be_visible()
    look(screen, "coupon-of-another", language)
    screen.evaluate("sessionStorage.clear()")
    screen.goto("about:blank")
    screen.goto(opened(shop, friend, link))
    expect(screen.get_by_text("CODE-1")).to_be_visible()
    look(screen, "coupon", language)


def test_computer_is_asked_to_log_in_and_may_refuse(
    shop: Shop, live_server: LiveServer, screen: Page, language: str
) -> None:
    coupon = own_coupon(shop, "CODE-1", language=language)
    shop.publish(steps=[send(card(coupon, hides_code=True))])
    friend = shop.add_friend("Aya")
    screen.goto(opened(shop, friend, Phone(shop, friend).links()[0]).split("#")[0])
    expect(screen.locator("[data-say=outside]")).to_be_visible()
    look(screen, "outside", language)
    screen.locator("[data-say=outside] [data-act=login]").click()
    screen.get_by_role("link", name="キャンセル").click()
    expect(screen.locator("[data-say=outside]")).to_be_visible()
    screen.locator("[data-say=outside] [data-act=login]").click()
    screen.get_by_role("link", name="Aya").click()
    expect(screen.get_by_text("CODE-1")).to_be_visible()


def test_line_that_does_not_answer_is_told_and_tried_again(
    shop: Shop, live_server: LiveServer, screen: Page, language: str
) -> None:
    friend = shop.add_friend("Aya")
    shop.line.fail("verify", "503")
    screen.goto(opened(shop, friend, CONNECT))
    expect(screen.locator("[data-say=later]")).to_be_visible()
    look(screen, "later", language)
    screen.locator("[data-act=again]").click()
    screen.wait_for_url("**/login/**")


def test_friend_links_their_account_with_one_press(
    shop: Shop, live_server: LiveServer, screen: Page, language: str
) -> None:
    user = get_user_model().objects.create_superuser("aya", "aya@example.com", "secret-words")
    user.first_name, user.last_name = "Aya", "Hamada"
    user.save()
    friend = shop.add_friend("あや🌊")
    screen.goto(opened(shop, friend, CONNECT))
    screen.get_by_role("textbox").first.fill("aya")
    screen.locator("input[type=password]").fill("secret-words")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/line/connect/**")
    expect(screen.get_by_text("あや🌊")).to_be_visible()
    look(screen, "connect", language)
    screen.locator("main button").click()
    expect(screen.locator("main h1")).to_have_text({"ja": "連携しました", "en": "Linked"}[language])
    look(screen, "connected", language)
    assert FollowerUser.objects.get().follower == shop.follower(friend)


def test_stranger_finds_the_way_to_become_a_friend(
    shop: Shop, live_server: LiveServer, screen: Page, language: str
) -> None:
    screen.goto(opened(shop, shop.line.new_person(shop.there), CONNECT))
    expect(screen.locator("[data-say=stranger] a")).to_have_attribute("href", re.compile(r"/R/ti/p/%40hama$"))
    look(screen, "stranger", language)


def test_who_comes_without_line_is_told_where_to_begin(
    shop: Shop, live_server: LiveServer, screen: Page, language: str
) -> None:
    Account.objects.update(liff_id="")
    screen.goto(f"{live_server.url}/line/connect/{shop.account.pk}/")
    expect(screen.locator("main h1")).to_be_visible()
    look(screen, "begin", language)
