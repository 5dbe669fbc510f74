"""Rich menus in the browser: drawing one in the admin, and tapping it on the phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linesteps.line.rich_menus import RichMenuClient
from linesteps.richmenus.models import RichMenu
from linesteps.testing.fake_line import FakeLine
from tests.acceptance.emulator.pictures import png
from tests.admin.builders import make_account
from tests.browser.axe import axe
from tests.browser.builder_page import picture, sign_in
from tests.browser.conftest import NewContext
from tests.rich_menus import make_menu

pytestmark = [
    pytest.mark.browser,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
HALF = {"y": 0, "width": 1250, "height": 1686}


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine() as line:
        yield line


def menu_at_line(client: RichMenuClient, name: str, *actions: dict[str, Any]) -> str:
    """A menu whose areas stand side by side."""
    areas = [
        {"bounds": {"x": 1250 * number, **HALF}, "action": {"label": f"{name} {number}", **action}}
        for number, action in enumerate(actions)
    ]
    body = {"size": {"width": 2500, "height": 1686}, "selected": True, "name": name, "chatBarText": name}
    made = client.create({**body, "areas": areas})
    client.upload(made, png(1250, 843), "image/png")
    return made


def test_phone_shows_the_menu_turns_its_tabs_and_sends_its_words(
    new_context: NewContext, line: FakeLine
) -> None:
    there = line.add_account(access_token="token", name="Shop")
    client = RichMenuClient(line.base_url, line.base_url, "token")
    turn = {"type": "richmenuswitch", "richMenuAliasId": "second", "data": "x"}
    first = menu_at_line(client, "First", turn, {"type": "message", "text": "Opening hours"})
    second = menu_at_line(client, "Second", {"type": "message", "text": "Hello"})
    client.point("second", second)
    client.set_standard(first)
    line.add_friend(there, name="Mika")
    page = new_context(locale="en-GB", viewport={"width": 1440, "height": 900}).new_page()
    page.goto(line.base_url)
    menu, bar = page.get_by_test_id("rich-menu"), page.get_by_test_id("rich-menu-bar")
    expect(menu).to_be_hidden()
    page.locator(".person").click()
    expect(bar).to_have_text("First")
    page.get_by_role("button", name="First 1").click()
    expect(page.locator(".lines")).to_contain_text("Opening hours")
    picture(page, "phone-rich-menu")
    page.get_by_role("button", name="First 0").click()
    expect(bar).to_have_text("Second")
    expect(page.get_by_role("button", name="Second 0")).to_be_visible()
    bar.click()
    expect(page.get_by_role("button", name="Second 0")).to_be_hidden()
    expect(bar).to_have_attribute("aria-expanded", "false")
    page.reload()
    page.locator(".person").click()
    page.get_by_test_id("block").click()
    expect(menu).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_menu_is_drawn_by_layout_and_each_deed_shows_its_own_field(
    new_context: NewContext, live_server: LiveServer
) -> None:
    cache.clear()
    menu = make_menu(make_account())
    RichMenu.objects.update(areas=[])
    page = new_context(viewport={"width": 1280, "height": 1000}).new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + reverse("linesteps_rich_menus:edit", args=[menu.pk]))
    stage = page.locator(".ls-areas__stage")
    expect(stage).to_be_visible()
    page.locator("[data-layout=columns2]").click()
    expect(page.locator(".ls-areas__area:not([hidden])")).to_have_count(2)
    item = page.locator(".ls-areas-list [data-streamfield-child]").first
    fields = {name: item.locator(f'[data-contentpath="{name}"]') for name in ("url", "text", "tab", "phone")}
    does = item.locator('select[name$="-does"]')
    shown = {"link": "url", "answer": "text", "words": "text", "tab": "tab", "phone": "phone"}
    for deed, name in shown.items():
        does.select_option(deed)
        for other, field in fields.items():
            expect(field).to_be_visible() if other == name else expect(field).to_be_hidden()
    fields["phone"].locator("input").fill("03-1234-5678")
    # Half as high: areas below it are told of.
    page.locator('select[name="drawing-size"]').select_option("compact")
    expect(page.locator(".ls-areas__status")).to_contain_text("Area 1 is not wholly on the image")
    page.locator("[data-layout=columns2]").click()
    expect(page.locator(".ls-areas__status")).to_be_empty()
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text("updated")
    menu.refresh_from_db()
    assert menu.size == "compact" and menu.areas[0]["phone"] == "03-1234-5678"
    assert [(one["x"], one["width"], one["height"]) for one in menu.areas] == [
        (0, 1250, 843),
        (1250, 1250, 843),
    ]
    picture(page, "rich-menu-form")
