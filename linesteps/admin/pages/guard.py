"""Unpublishing, deleting and expiry of pages: whoever does it sees first which LINE messages use them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from linesteps.admin.pages.uses import uses_of

#: Posted by our page: the reader has seen the list.
SURE = "linesteps_sure"


@hooks.register("before_unpublish_page")
def ask_before_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Of the page, and of all below it if they go with it."""
    with_all = bool(request.POST.get("include_descendants"))
    pages = page.get_descendants(inclusive=True).live() if with_all else [page]
    return _ask(request, pages, page, _("Unpublish anyway"))


@hooks.register("before_delete_page")
def ask_before_deleting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Of the page and all below it."""
    return _ask(request, page.get_descendants(inclusive=True), page, _("Delete anyway"))


@hooks.register("before_bulk_action")
def ask_before_a_bulk_action(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Of all that were chosen, and of all below them."""
    if action_type not in {"delete", "unpublish"} or not objects or not isinstance(objects[0], Page):
        return None
    pages: dict[int, Page] = {}
    for page in objects:
        goes_deep = action_type == "delete" or request.POST.get("include_descendants")
        for one in page.get_descendants(inclusive=True) if goes_deep else [page]:
            pages[one.pk] = one
    label = _("Delete anyway") if action_type == "delete" else _("Unpublish anyway")
    return _ask(request, pages.values(), objects[0] if len(objects) == 1 else None, label)


@hooks.register("after_publish_page")
def warn_of_the_end(request: HttpRequest, page: Page) -> None:
    """A page that will expire takes scenarios with it, on that day and without anybody there."""
    if page.expire_at is None or not (uses := uses_of([page])):
        return
    text = _(
        "“%(page)s” will be unpublished on %(day)s. LINE messages use it; what shows it pauses on that day."
    ) % {"page": page.title, "day": date_format(localtime(page.expire_at), "DATETIME_FORMAT")}
    messages.warning(request, text, buttons=[messages.button(use.url, use.name) for use in uses])


def _ask(request: HttpRequest, pages: Iterable[Page], page: Page | None, label: str) -> HttpResponse | None:
    """Show who uses the pages, and post the same again once the reader is sure."""
    if request.method != "POST" or SURE in request.POST:
        return None
    uses = uses_of(list(pages))
    if not uses:
        return None
    kept = [
        (name, value)
        for name in request.POST
        if name != "csrfmiddlewaretoken"
        for value in request.POST.getlist(name)
    ]
    context = {
        "page_title": _("Used in LINE messages"),
        "page_subtitle": page.get_admin_display_title() if page is not None else "",
        "header_icon": "warning",
        "header_title": _("Used in LINE messages"),
        "breadcrumbs_items": _trail(page),
        "uses": uses,
        "pausing": sum(use.pauses for use in uses),
        "held": sum(use.is_held for use in uses),
        "kept": [*kept, (SURE, "1")],
        "button_label": label,
        "back_url": _back_url(request, page),
    }
    return TemplateResponse(request, "linesteps/admin/page_in_use.html", context)


def _trail(page: Page | None) -> list[dict[str, Any]]:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if page is not None:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        trail.append({"url": url, "label": page.get_admin_display_title()})
    return [*trail, {"url": "", "label": _("Used in LINE messages")}]


def _back_url(request: HttpRequest, page: Page | None) -> str:
    if url := get_valid_next_url_from_request(request):
        return str(url)
    parent = page.get_parent() if page is not None else None
    return reverse("wagtailadmin_explore", args=[parent.pk]) if parent else reverse("wagtailadmin_home")
