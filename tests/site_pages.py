"""A Wagtail site on ``testserver`` for tests: pages, a form, a document."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from demo.models import FormField, FormPage, HomePage, StoryPage
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send
from linesteps.testing.shop import Shop
from tests.library import make_home

WELCOME = "http://testserver/"


def make_site(shop: Shop) -> HomePage:
    """The home page of a site that stands where the shop's links lead, and whose visitors are asked."""
    home = make_home()
    Site.objects.update(hostname="testserver", port=80)
    Site.clear_site_root_paths_cache()
    shop.account.sees_visits = True
    shop.account.save(update_fields=["sees_visits"])
    return HomePage.objects.get(pk=home.pk)


def below(parent: Page, title: str, **values: Any) -> StoryPage:
    """A published page below another one."""
    slug = title.lower().replace(" ", "-")
    page = StoryPage(title=title, slug=slug, locale=parent.locale, **values)
    added: StoryPage = Page.objects.get(pk=parent.pk).add_child(instance=page)
    return added


def form_below(parent: Page, title: str, *fields: tuple[str, str], choices: str = "") -> FormPage:
    """A form page with fields of Wagtail's types, each given by label and type."""
    page = FormPage(title=title, slug=title.lower(), locale=parent.locale, thanks="Thank you")
    for number, (label, kind) in enumerate(fields):
        page.form_fields.add(
            FormField(label=label, field_type=kind, required=False, sort_order=number, choices=choices)
        )
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    found: FormPage = FormPage.objects.get(pk=page.pk)
    return found


def make_document(title: str = "Guide") -> Any:
    """A document with a file."""
    file = ContentFile(b"%PDF-1.4 made up", name=f"{title.lower()}.pdf")
    return get_document_model().objects.create(title=title, file=file)


def acquainted(shop: Shop, answer: str = "yes") -> str:
    """A friend who tapped a link to the site and answered whether visits may be known."""
    if not Scenario.objects.filter(name="Welcome").exists():
        shop.publish(name="Welcome", steps=[send(WELCOME)])
    friend = shop.add_friend()
    shop.arrive(friend, answer=answer)
    return friend


def said(shop: Shop, friend: str) -> list[str]:
    """What the friend got after the welcome."""
    return shop.texts_to(friend)[1:]
