"""A one-off send in the browser: written with its phone and its count, asked once more, sent, and looked at."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linesteps.broadcasts.content import stored
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.recall import recall
from linesteps.broadcasts.send import work
from linesteps.engine.advance import advance
from linesteps.engine.intake import take_in
from linesteps.followers.tags import add_tag
from linesteps.testing.build import buttons, send
from tests.admin.builders import make_account, make_friend
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import picture, sign_in
from tests.browser.conftest import NewContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "three": "3 people would get it now.",
        "seven": "7 people would get it now.",
        "sent": "Not sent, or not yet",
    },
    "ja": {
        "three": "いま送ると、3人に届きます。",
        "seven": "いま送ると、7人に届きます。",
        "sent": "送っていない理由",
    },
}


def go() -> None:
    """What the workers do before LINE is called, and what is left is recalled."""
    work()
    take_in()
    advance()
    recall(Broadcast.objects.get(), user=None)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_marketer_writes_counts_confirms_and_sees_what_came_of_it(
    new_context: NewContext, live_server: LiveServer, language: str
) -> None:
    account = make_account(name="さかな屋", plan_size=5000, quiet_from=None, quiet_until=None)
    for number in range(7):
        friend = make_friend(account, f"花子{number}")
        if number < 3:
            add_tag(friend, "常連", "hand")
    draft: Any = Broadcast(account=account, name="秋の大漁セール")
    offer = buttons("{{ display_name|お客様 }}、今週末は大漁セールです。", ("見る", "https://example.com/"))
    draft.content = stored(send("秋の大漁セールのお知らせ🐟", offer)["value"])
    draft.save()
    words = WORDS[language]
    locale = "ja-JP" if language == "ja" else "en-GB"
    context: Any = new_context(locale=locale, viewport={"width": 1400, "height": 1700})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/linesteps/one-off/edit/{draft.pk}/")
    count = page.locator(".ls-segment__count")
    expect(count).to_contain_text(words["seven"])
    expect(page.locator('[name="pace_number"]')).to_be_hidden()
    page.locator('[name="pace"]').select_option("per_hour")
    expect(page.locator('[name="pace_number"]')).to_be_visible()
    page.locator('[name="pace_number"]').fill("2")
    page.locator('[name="to"]').select_option("conditions")
    expect(count).to_be_hidden()
    page.locator('[name="to"]').select_option("everybody")
    expect(count).to_contain_text(words["seven"])
    text = page.locator('[name="content-messages-0-value-text"]')
    expect(page.locator(".ls-library-picture")).to_contain_text("秋の大漁セールのお知らせ")
    picture(page, f"broadcast-form-{language}")
    axe(page)
    page.locator('[name="name"]').scroll_into_view_if_needed()
    picture(page, f"broadcast-form-top-{language}")
    assert text.count() == 1
    page.locator('[name="then_send"]').click()
    expect(page.locator("main")).to_contain_text(words["seven"])
    picture(page, f"broadcast-send-{language}")
    axe(page)
    page.locator('[name="sure"]').check()
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(f"{live_server.url}/admin/linesteps/one-off/results/{draft.pk}/")
    in_thread(go)
    page.reload()
    # Two in an hour: one has come in, and the others never will.
    expect(page.locator("table.ls-people tbody tr")).to_have_count(1)
    expect(page.locator("#ls-why")).to_contain_text(words["sent"])
    picture(page, f"broadcast-results-{language}")
    axe(page)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/admin/linesteps/one-off/")
    picture(page, f"broadcast-list-{language}")
