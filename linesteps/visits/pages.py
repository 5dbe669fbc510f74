"""A page as activities name it: with all pages above it, so that a section is found without asking again."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page


def place_of(page: Page) -> dict[str, Any]:
    """``{"page", "title", "within"}``; ``within`` holds the keys of the pages above. One query."""
    step, path = page.steplen, page.path
    above = [path[:end] for end in range(step, len(path), step)]
    within = Page.objects.filter(path__in=above).order_by("path").values_list("pk", flat=True)
    return {"page": page.pk, "title": page.title, "within": list(within)}


def is_at(config: Any, data: Any) -> bool:
    """Whether ``place_of`` some page is the chosen page, or below it if a section was chosen. Pure.

    Args:
        config: with ``page`` (``None``: any) and ``is_section``.
        data: of an activity.
    """
    if config["page"] is None:
        return data.get("page") is not None
    if data.get("page") == config["page"]:
        return True
    within = data.get("within")
    return bool(config["is_section"]) and isinstance(within, list) and config["page"] in within
