"""A link to a document of the site, chosen and not typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect
from wagtail.documents.models import Document
from wagtail.models import Collection

from linesteps.testing.build import buttons
from tests.admin.builders import make_account, make_scenario, step
from tests.browser.axe import axe
from tests.browser.builder_page import BuilderPage, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_document_becomes_the_link_of_a_button(builder: BuilderPage, settings: Any, tmp_path: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    settings.MEDIA_ROOT = str(tmp_path)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    document = Document.objects.create(title="Autumn menu", file=ContentFile(b"%PDF", name="menu.pdf"))
    message = buttons("Hungry?", ("Menu", ""))
    builder.open(make_scenario(make_account(), step("send", "first", name="", messages=[message])))
    builder.cards.first.click()
    builder.form_is_there()
    choose = builder.form.get_by_role("button", name="Choose a document", exact=True)
    expect(choose).to_have_count(1)
    picture(builder.page, "document-link")
    choose.first.focus()
    builder.page.keyboard.press("Enter")
    builder.page.locator(".modal").get_by_role("link", name="Autumn menu").click()
    builder.has(f"https://fish.example{document.url}")
    expect(builder.page.locator(".modal")).to_have_count(0)
    picture(builder.page, "document-link-chosen")
    assert axe(builder.page) == []
