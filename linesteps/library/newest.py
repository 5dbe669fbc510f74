"""The newest pages below a page."""

from __future__ import annotations

from wagtail.models import Page


def newest_below(page_id: int, most: int) -> list[Page]:
    """The public pages right below a page, the one that was published last first."""
    parent = Page.objects.filter(pk=page_id).first()
    if parent is None:
        return []
    pages = parent.get_children().live().public().order_by("-first_published_at", "-pk")
    return list(pages[:most])
