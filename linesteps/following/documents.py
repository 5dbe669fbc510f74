"""Documents that change: a file is replaced, goes, or becomes private; noted for whoever follows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail.models import CollectionViewRestriction

from linesteps import bulk
from linesteps.broadcasts.models import Broadcast
from linesteps.following.models import note_change
from linesteps.scenarios.versions import VersionSource


def connect() -> None:
    """Listen to Django, once; on sites without documents there is nothing to hear."""
    if not apps.is_installed("wagtail.documents"):
        return
    from wagtail.documents import get_document_model

    model = get_document_model()
    for signal in (post_save, post_delete):
        signal.connect(_on_document, sender=model, dispatch_uid="linesteps.documents")
        signal.connect(
            _on_restriction, sender=CollectionViewRestriction, dispatch_uid="linesteps.document_collections"
        )


def _on_document(sender: Any, instance: Any, **more: Any) -> None:
    """Its file, its collection or all of it is another one now."""
    _note([instance.pk])


def _on_restriction(sender: Any, instance: CollectionViewRestriction, **more: Any) -> None:
    """A collection becomes private or public, with all below it."""
    from wagtail.documents import get_document_model

    inside = instance.collection.get_descendants(inclusive=True)
    _note(get_document_model().objects.filter(collection__in=inside).values_list("pk", flat=True))


def _note(keys: Iterable[int]) -> None:
    keys = list(keys)
    rows = VersionSource.objects.filter(bulk.among("key", keys), kind="document")
    if found := set(rows.values_list("key", flat=True)):
        note_change(("document", key) for key in found)
    elif keys and Broadcast.objects.planned().exists():
        # As with pages: a planned send is looked at as a whole.
        note_change(("document", key) for key in keys)
