"""What a page says of itself on a card: its title, a sentence, a picture and its address.

A site may say it in words of its own: a page with a method ``linesteps_card()`` answers with a mapping of
any of ``title``, ``text``, ``image`` (an image of Wagtail's) and ``url``; what it leaves out is found as on
other pages. ``docs/how-to/fill-from-pages.md`` explains it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from linesteps.messages.parts.words import shortened


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """What a card takes from a page; each may be empty.

    Args:
        title: one line.
        text: a sentence or two.
        image_id: of Wagtail's image library.
        url: the whole address, beginning with https:// on a real site.
    """

    title: str
    text: str
    image_id: int | None
    url: str


#: Longer than any card takes; cards cut what they show.
_LONGEST = 200
#: Where Wagtail's own pages and usual extensions of them keep what is shown outside the site.
_TITLES = ("seo_title", "title")
_TEXTS = ("search_description", "lead", "introduction", "intro", "summary", "description")
_IMAGES = ("search_image",)


def page_facts(page: Any) -> PageFacts:
    """The facts of a page, as its own class knows them.

    Args:
        page: a page of its specific class.
    """
    says = getattr(page, "linesteps_card", None)
    own: Mapping[str, Any] = says() if callable(says) else {}
    image = own["image"] if "image" in own else _image_of(page)
    return PageFacts(
        title=_words(own["title"] if "title" in own else _first(page, _TITLES)),
        text=_words(own["text"] if "text" in own else _first(page, _TEXTS)),
        image_id=getattr(image, "pk", None),
        url=str(own.get("url") or page.full_url or ""),
    )


def _words(text: Any) -> str:
    """Plain words in one line; braces of a page are no placeholders."""
    plain = " ".join(strip_tags(str(text or "")).split())
    return shortened(plain.replace("{{", "{"), _LONGEST)


def _first(page: Any, names: tuple[str, ...]) -> Any:
    return next((found for name in names if (found := getattr(page, name, ""))), "")


def _image_of(page: Any) -> Any:
    """Its search image, else the first image that one of its fields refers to, in the order of the form."""
    model = get_image_model()
    for name in _IMAGES:
        if isinstance(getattr(page, name, None), model):
            return getattr(page, name)
    for field in page._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, model):
            if found := getattr(page, field.name):
                return found
        elif isinstance(field, StreamField) and (found := _image_in(field, page, model)):
            return found
    return None


def _image_in(field: StreamField, page: Any, model: Any) -> Any:
    for refers_to, pk, _path, _content_path in field.extract_references(field.value_from_object(page)):
        if issubclass(refers_to, model) and (found := model.objects.filter(pk=pk).first()):
            return found
    return None
