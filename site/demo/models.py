"""The demo's shop: its pages, to which the links in its messages lead, its customers and their orders."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractFormField, FormMixin
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.models import Page

from demo.framing import framed_by_the_phone
from demo.words import both


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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The shop's documents, too."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "documents": get_document_model().objects.order_by("title")}


class FormField(AbstractFormField):
    """A question of a form."""

    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")


class FormPage(FormMixin, ShownOnThePhone):
    """A form that the shop's editors draw, as in any Wagtail site."""

    lead = models.TextField(blank=True)
    thanks = models.TextField(blank=True)

    parent_page_types = ["demo.HomePage", "demo.StoryPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        InlinePanel("form_fields"),
        FieldPanel("thanks"),
    ]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, framed as the other pages; Wagtail's forms have a way of their own to be served."""
        return framed_by_the_phone(super().serve(request, *args, **kwargs))


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


class Customer(models.Model):
    """A customer of the demo's shop, as a shop system knows them; those who told their LINE are tied to a friend."""

    name = models.CharField(max_length=100)
    #: Who has a login at the shop's site, too.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="customer"
    )
    line_friend = models.ForeignKey(
        "linesteps.Follower", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """An order of the demo's shop."""

    class Kind(models.TextChoices):
        """For whom."""

        OWN = "own", both("自宅用", "For oneself")
        GIFT = "gift", both("贈り物", "A gift")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    placed_at = models.DateTimeField()
    total = models.DecimalField(max_digits=10, decimal_places=0)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OWN)
    is_paid = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.customer}: {self.total}"
