"""Builders of library messages and pages, for tests."""

from __future__ import annotations

from typing import Any

from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site

from demo.models import HomePage, StoryPage
from linesteps.following.publish_message import publish_message
from linesteps.library.models import PageMessage, WrittenMessage
from linesteps.testing.build import Plain, message


def written(text: str, name: str = "Opening hours", *, publish: bool = True, **values: Any) -> WrittenMessage:
    """A message of the library with one text."""
    row = WrittenMessage(name=name, message=[message("text", text=text)], **values)
    row.save()
    if publish:
        publish_message(row)
    return row


def rewrite(row: WrittenMessage, text: str) -> None:
    """Another text, published."""
    row.message = [message("text", text=text)]
    row.save()
    publish_message(row)


def from_pages(page: Page, *, publish: bool = True, **values: Any) -> PageMessage:
    """Cards from a page, or from those below it."""
    row = PageMessage(**{"name": "News", "page": page, **values})
    row.save()
    if publish:
        publish_message(row)
    return row


def linked(row: Any) -> Plain:
    """A message that stands for one of the library."""
    return message("library", message=row.pk)


def card_of(page: Page, **typed: Any) -> Plain:
    """Cards with one card that is filled from a page; ``typed`` stays."""
    card = {"page": page.pk, "image": None, "title": "", "text": "", "url": "", "buttons": [], **typed}
    return message("cards", cards=[card], shape="rectangle", alt_text="")


def make_home() -> HomePage:
    """The home page of a site at https://fish.example."""
    locale, _is_new = Locale.objects.get_or_create(language_code="en")
    # Tests with real commits flush what Wagtail's migrations make.
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    home: HomePage = root.add_child(instance=HomePage(title="Fish shop", slug="fish-shop", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="fish.example", port=443, root_page=home, is_default_site=True)
    return home


def make_page(home: Page, title: str, lead: str = "Caught this morning") -> StoryPage:
    """A published page below the home page."""
    page = StoryPage(title=title, slug=title.lower().replace(" ", "-"), lead=lead, locale=home.locale)
    return home.add_child(instance=page)


def make_image(title: str = "Fish") -> Image:
    """An image with a file."""
    return Image.objects.create(title=title, file=get_test_image_file(size=(1200, 900)))


def change_page(page: StoryPage, **values: Any) -> None:
    """What an editor does: change, and publish."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
