"""The demo shop's pages, at the paths that the ready-made scenarios link to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wagtail.models import Collection, Locale, Page, Site

from demo.models import HomePage, StoryPage


def make_pages(words: dict[str, Any], language: str, site_url: str) -> HomePage:
    """The home page with every page below it, served at ``site_url``."""
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    # Gone, as the root page, after a flush; the image library needs it.
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    # The page that Wagtail's migrations leave behind.
    for welcome in root.get_children().filter(slug="home"):
        welcome.delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(
        instance=HomePage(title=words["site"], slug="home", lead=words["lead"], locale=locale)
    )
    parents: dict[str, Page] = {"": home}
    for entry in words["pages"]:
        parent, _, slug = entry["path"].rpartition("/")
        page = StoryPage(
            title=entry["title"],
            slug=slug,
            eyebrow=entry["eyebrow"],
            lead=entry["lead"],
            body="".join(_paragraph(text) for text in entry["body"]),
            tone=entry["tone"],
            locale=locale,
        )
        parents[entry["path"]] = parents[parent].add_child(instance=page)
    address = urlsplit(site_url)
    Site.objects.all().delete()
    Site.objects.create(
        hostname=address.hostname,
        port=address.port or 80,
        root_page=home,
        is_default_site=True,
        site_name=words["site"],
    )
    return home


def _paragraph(text: str) -> str:
    return text if text.startswith(("<h2>", "<blockquote>")) else f"<p>{text}</p>"
