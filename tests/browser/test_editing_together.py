"""Two people in the builder of one scenario: they see each other, and nobody's work is covered unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from tests.admin.builders import make_account, make_scenario, send
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.fault("A-02"),
    pytest.mark.django_db(transaction=True),
]

#: Wagtail begins to watch the form for edits two seconds after it is there.
FIRST_LOOK_MS = 2500
WORDS = {
    "en-GB": {
        "viewing": "Currently viewing",
        "saved": "Hanako saved a new version",
        "paused": "Autosave is paused",
    },
    "ja-JP": {
        "viewing": "いま見ています",
        "saved": "Hanakoさんが新しい版を保存しました",
        "paused": "自動保存は止まっています",
    },
}


def enter(page: Page, address: str, name: str) -> BuilderPage:
    """A superuser of this name, signed in."""
    user = get_user_model().objects.create_superuser(
        name.lower(), f"{name}@example.com", "x", first_name=name
    )
    client = Client()
    client.force_login(user)
    value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": address}])
    return BuilderPage(page, address)


def texts(scenario: Scenario) -> list[str]:
    """The text of every draft, oldest first."""

    def read() -> list[str]:
        drafts = scenario.revisions.order_by("created_at", "pk")
        return [plain(one.as_object().steps)[0]["value"]["messages"][0]["value"]["text"] for one in drafts]

    return in_thread(read)


@pytest.mark.parametrize("locale", list(WORDS))
def test_two_editors_see_each_other_and_neither_covers_the_other_unseen(
    new_context: Callable[..., BrowserContext], live_server: Any, settings: Any, locale: str
) -> None:
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 1000
    words = WORDS[locale]
    scenario = make_scenario(make_account(), send("First", step_id="only"))
    size = {"width": 1440, "height": 1000}
    hers = enter(new_context(locale=locale, viewport=size).new_page(), live_server.url, "Hanako")
    his = enter(new_context(locale=locale, viewport=size).new_page(), live_server.url, "Taro")
    hers.open(scenario)
    his.open(scenario)

    # Each sees that the other is there.
    for page, other in ((hers.page, "Taro"), (his.page, "Hanako")):
        there = page.locator(".w-editing-sessions__list > li")
        expect(there).to_have_count(1)
        there.locator("button").hover()
        popup = page.locator("[data-tippy-root]").filter(has_text=other).filter(has_text=words["viewing"])
        expect(popup.first).to_be_visible()
        # While somebody reads who is there, Wagtail does not draw it anew.
        page.mouse.move(700, 500)
        expect(popup).to_have_count(0)

    # Her edit is saved by itself, and he is told.
    hers.cards.first.click()
    expect(hers.field("-text")).to_be_visible()
    hers.page.wait_for_timeout(FIRST_LOOK_MS)
    hers.type("-text", "Hers")
    told = his.page.locator(f".w-editing-sessions [aria-label='{words['saved']}']")
    expect(told).to_be_visible()
    assert texts(scenario) == ["First", "Hers"]

    # His edit is not saved over hers by itself.
    his.cards.first.click()
    expect(his.field("-text")).to_be_visible()
    his.type("-text", "His")
    paused = his.page.locator("#w-autosave-indicator").get_by_text(words["paused"])
    expect(paused).to_be_visible()
    his.page.wait_for_timeout(2000)
    assert texts(scenario) == ["First", "Hers"]

    # He is asked before it is saved all the same; then both drafts are there.
    his.page.locator("form#w-editor-form footer button.action-save").first.click()
    dialog = his.page.locator("#w-save-confirmation-dialog")
    expect(dialog).to_contain_text(words["saved"])
    with his.page.expect_navigation():
        dialog.locator("[data-w-dialog-target=confirm]").click()
    his.settled()
    assert texts(scenario) == ["First", "Hers", "His"]
