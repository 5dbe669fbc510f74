"""The phone page in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from linesteps.testing.fake_line import Account, FakeLine
from tests.browser.conftest import browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.any_database_once]

BUTTONS = {
    "type": "template",
    "altText": "アンケート",
    "template": {
        "type": "buttons",
        "title": "アンケート",
        "text": "どちらがお好きですか？",
        "actions": [
            {
                "type": "postback",
                "label": "コーヒー",
                "data": "likes=coffee",
                "displayText": "コーヒー派です",
            },
            {"type": "uri", "label": "お店を見る", "uri": "https://example.com/"},
        ],
    },
}


@pytest.fixture
def page(browser: Browser, line: FakeLine, account: Account) -> Iterator[Page]:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    line.new_person(account, name="田中")
    page.goto(line.base_url)
    yield page
    context.close()
    assert errors == []


def send(line: FakeLine, account: Account, user_id: str, message: dict[str, object]) -> None:
    import urllib3

    answer = urllib3.request(
        "POST",
        f"{line.base_url}/v2/bot/message/push",
        headers={"Authorization": f"Bearer {account.access_token}"},
        json={"to": user_id, "messages": [message]},
    )
    assert answer.status == 200, answer.data


def test_adding_a_friend_and_tapping_a_button_send_webhooks(
    page: Page, line: FakeLine, account: Account
) -> None:
    page.get_by_test_id("person-田中").click()
    page.get_by_test_id("add-friend").click()
    expect(page.get_by_test_id("block")).to_be_visible()
    [webhook] = line.take_webhooks(account)
    assert webhook.events[0]["type"] == "follow"

    user_id = webhook.events[0]["source"]["userId"]
    send(line, account, user_id, BUTTONS)
    bubble = page.get_by_test_id("message").filter(has_text="どちらがお好きですか？")
    expect(bubble).to_be_visible()
    bubble.get_by_test_id("tap").filter(has_text="コーヒー").click()
    expect(page.get_by_test_id("message").filter(has_text="コーヒー派です")).to_be_visible()
    [webhook] = line.take_webhooks(account)
    assert webhook.events[0]["postback"] == {"data": "likes=coffee"}

    page.get_by_test_id("say-input").fill("こんにちは")
    page.get_by_test_id("say-send").click()
    expect(page.get_by_test_id("message").filter(has_text="こんにちは")).to_be_visible()
    [webhook] = line.take_webhooks(account)
    assert webhook.events[0]["message"]["text"] == "こんにちは"

    page.get_by_test_id("block").click()
    expect(page.get_by_test_id("unblock")).to_be_visible()
    assert line.take_webhooks(account)[0].events[0]["type"] == "unfollow"


def test_a_link_opens_in_the_in_app_browser_after_its_redirect(
    page: Page, line: FakeLine, account: Account
) -> None:
    agents: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            agents.append(self.headers["User-Agent"])
            if self.path == "/c/1":
                self.send_response(302)
                self.send_header("Location", "/page")
            else:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Connection", "close")
            self.end_headers()
            if self.path == "/page":
                self.wfile.write("<h1>ようこそ</h1>".encode())

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        try:
            user_id = line.add_friend(account, name="佐藤", os="android")
            text = f"こちら http://127.0.0.1:{site.server_port}/c/1 です"
            send(line, account, user_id, {"type": "text", "text": text})
            page.get_by_test_id("person-佐藤").click()
            page.get_by_test_id("message").get_by_test_id("tap").click()
            sheet = page.get_by_test_id("browser-sheet")
            expect(sheet).to_contain_text("/page")
            expect(sheet.frame_locator("iframe").locator("h1")).to_have_text("ようこそ")
            page.get_by_test_id("browser-close").click()
            expect(sheet).to_have_count(0)
        finally:
            site.shutdown()
    assert "Line/26.2.0/IAB" in agents[0]


def test_a_new_person_is_made_on_the_page_and_the_language_can_be_changed(
    page: Page, line: FakeLine, account: Account
) -> None:
    page.get_by_test_id("new-person").click()
    page.get_by_test_id("new-person-name").fill("鈴木")
    page.get_by_test_id("new-person-create").click()
    expect(page.get_by_test_id("person-鈴木")).to_have_attribute("aria-current", "true")
    expect(page.get_by_test_id("add-friend")).to_have_text("友だち追加")
    page.get_by_test_id("language").click()
    expect(page.get_by_test_id("add-friend")).to_have_text("Add friend")
    expect(page.get_by_test_id("clock-now")).to_be_visible()
    expect(page.get_by_test_id("clock-day")).to_have_count(0)


def test_text_from_outside_is_never_markup(page: Page, line: FakeLine, account: Account) -> None:
    user_id = line.add_friend(account, name="高橋")
    send(line, account, user_id, {"type": "text", "text": "<img src=x onerror=alert(1)>"})
    page.get_by_test_id("person-高橋").click()
    expect(page.get_by_test_id("message")).to_contain_text("<img src=x onerror=alert(1)>")
