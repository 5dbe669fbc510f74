"""Pages that change: Wagtail tells, and what is filled from them is noted; following is the worker's business."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from linesteps.broadcasts.models import Broadcast
from linesteps.following.models import note_change
from linesteps.messages.kind import Source
from linesteps.scenarios.versions import VersionSource


def connect() -> None:
    """Listen to Wagtail, once."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_on_change, dispatch_uid="linesteps")
    post_delete.connect(_on_delete, dispatch_uid="linesteps.pages")


def _on_change(sender: Any, instance: Page, **more: Any) -> None:
    """A page says something else, has gone or come, or stands at another address with all below it."""
    keys = {instance.pk}
    if "url_path_before" in more or "instance_before" in more:
        keys.update(instance.get_descendants().values_list("pk", flat=True))
    parents = {_parent_of(instance), getattr(more.get("parent_page_before"), "pk", None)}
    _note(keys, parents)


def _on_delete(sender: Any, instance: Any, **more: Any) -> None:
    # Each class of pages sends its own signal; that of the base model comes for all of them.
    if sender is Page:
        _note({instance.pk}, {_parent_of(instance)})


def _parent_of(page: Page) -> int | None:
    path = page.path[: -page.steplen]
    return Page.objects.filter(path=path).values_list("pk", flat=True).first() if path else None


def _note(pages: set[int], parents: set[int | None]) -> None:
    wanted: set[Source] = {("page", key) for key in pages}
    wanted |= {("below", key) for key in parents | pages if key is not None}
    keys = {key for _kind, key in wanted}
    used = set(
        VersionSource.objects.filter(kind__in=("page", "below"), key__in=keys).values_list("kind", "key")
    )
    if found := wanted & used:
        note_change(found)
    elif pages and Broadcast.objects.planned().exists():
        # Nothing is written down of what a planned send shows: it is looked at as a whole.
        note_change(("page", key) for key in pages)
