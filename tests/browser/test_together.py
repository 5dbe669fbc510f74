"""A scenario that is published together with a page, in a real browser, from the dialog to the page's own form.

``LINESTEPS_SHOTS=folder`` keeps what is seen.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from linesteps.scenarios.models import Scenario
from linesteps.scenarios.page_wait import PageWait
from linesteps.testing.build import send
from tests.admin.builders import make_account, make_scenario
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage, picture, sign_in
from tests.browser.conftest import NewContext
from tests.browser.publish.dialog import LOCALES, Publishing
from tests.library import make_home, make_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_database_once,
    pytest.mark.django_db(transaction=True),
]
WORDS = {
    "en": ("Another time, or with a page", "Publish together with “Winter menu”", "Waits for the page"),
    "ja": ("日時やページを指定する", "「Winter menu」と同時に公開する", "公開を待っています"),
}


@pytest.mark.parametrize("language", list(LOCALES))
def test_page_is_chosen_from_the_dialog_and_both_say_that_they_belong_together(
    new_context: NewContext, live_server: Any, language: str
) -> None:
    other, button, waits = WORDS[language]
    page = new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 1000}).new_page()
    sign_in(page, live_server.url)
    publishing = Publishing(BuilderPage(page, live_server.url))

    def make() -> tuple[Scenario, Any]:
        draft = make_page(make_home(), "Winter menu")
        draft.unpublish()
        return make_scenario(make_account(), send("Winter is here")), draft

    scenario, draft = in_thread(make)
    page.goto(live_server.url + reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    publishing.builder.settled()
    publishing.open().get_by_role("button", name=other).click()
    field = page.locator(".ls-panel-publish_with")
    expect(field).to_be_visible()
    expect(field.locator("button:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    chooser = page.locator(".modal-content")
    chooser.locator("a.navigate-pages").last.click()
    chooser.get_by_role("link", name="Winter menu").click()
    expect(field).to_contain_text("Winter menu")
    picture(page, f"together-settings-{language}")
    publishing.open()
    expect(publishing.go).to_have_text(button)
    picture(page, f"together-dialog-{language}")
    publishing.go.click()
    page.wait_for_url("**/linesteps/scenarios/")
    assert in_thread(lambda: PageWait.objects.get().page_id) == draft.pk
    page.goto(live_server.url + reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    expect(page.locator(".ls-operation")).to_contain_text(waits)
    page.locator(".ls-operation").scroll_into_view_if_needed()
    picture(page, f"together-waits-{language}")
    page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    expect(page.locator(".messages")).to_contain_text(scenario.name)
    picture(page, f"together-page-{language}")
