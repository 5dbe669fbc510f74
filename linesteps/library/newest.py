"""The newest pages below a page."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page


def newest_below(page_id: int, most: int) -> list[Page]:
    """The public pages right below a page, the one that was published last first."""
    parent = Page.objects.filter(pk=page_id).first()
    if parent is None:
        return []
    pages = (
        parent.get_children()
        .live()
        .public()
        .order_by(models.F("first_published_at").desc(nulls_last=True), "-pk")
    )
    return list(pages[:most])
