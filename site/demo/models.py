"""The pages of the demo's shop: what the links in its messages lead to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from demo.framing import framed_by_the_phone


class ShownOnThePhone(Page):
    """A public page that the emulated phone, which has a port of its own, may show in its frame."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, framed by this site and the phone only; all other addresses stay as they are."""
        return framed_by_the_phone(super().serve(request, *args, **kwargs))


class HomePage(ShownOnThePhone):
    """The shop's first page; lists the pages below it."""

    lead = models.TextField(blank=True)

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*Page.content_panels, FieldPanel("lead")]


class StoryPage(ShownOnThePhone):
    """A coupon, a product, a column, or customers' voices: a heading and a text."""

    class Tone(models.TextChoices):
        """The colours of the page's head."""

        SEA = "sea"
        FIELD = "field"
        TABLE = "table"

    eyebrow = models.CharField(max_length=60, blank=True)
    lead = models.TextField(blank=True)
    body = RichTextField(blank=True)
    tone = models.CharField(max_length=10, choices=Tone, default=Tone.SEA)

    parent_page_types = ["demo.HomePage", "demo.StoryPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("eyebrow"),
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("tone"),
    ]
