"""Wagtail's own words on our screens, those of its scripts included."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.admin.builders import make_account
from tests.browser.builder_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("locale", "words"), [("ja-JP", "すべて折りたたむ"), ("en-GB", "Collapse all")], ids=["ja", "en"]
)
def test_scripts_of_wagtail_speak_the_editors_language(
    new_context: Any, live_server: Any, locale: str, words: str
) -> None:
    account = make_account()
    page = new_context(locale=locale, viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + reverse("linesteps_accounts:edit", args=[account.pk]))
    expect(page.get_by_role("button", name=words)).to_be_visible()
