"""One-off sends and narrowcasts that use pages and are not over: drafts, planned ones, and those under way."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from linesteps.admin.pages.use import Use
from linesteps.broadcasts.models import Broadcast
from linesteps.narrowcasts.models import Narrowcast

#: Addresses are asked for one by one; of more pages at once the names are told, not the links to them.
_MOST_ADDRESSES = 50
#: What ends an address in JSON; one with more to it is that of another page.
_END = r'/?["\s\\?#]'
_OPEN = (Narrowcast.State.DRAFT, Narrowcast.State.SCHEDULED)


def addresses_of(pages: Collection[Page]) -> list[str]:
    """Where the pages stand, without the last slash."""
    return [address.rstrip("/") for page in list(pages)[:_MOST_ADDRESSES] if (address := page.full_url)]


def sends_with(pages: Collection[Page]) -> Iterator[Use]:
    """Those that show one of ``pages`` or have a link to it."""
    keys, addresses = {page.pk for page in pages}, addresses_of(pages)
    showing = referring(Broadcast, keys)
    for row in Broadcast.objects.unfinished():
        if row.pk in showing or _says(row.content, addresses):
            name = "edit" if row.is_draft else "results"
            yield Use(
                name=row.name,
                url=reverse(f"linesteps_broadcasts:{name}", args=[row.pk]),
                is_live=not row.is_draft,
                ways=[
                    _("shows it (one-off send)")
                    if row.pk in showing
                    else _("has a link to it (one-off send)")
                ],
                word=str(row.get_state_display()),
                is_held=row.pk in showing and not row.is_draft,
            )
    showing = referring(Narrowcast, keys)
    for one in Narrowcast.objects.filter(state__in=_OPEN):
        if one.pk in showing or _says(one.messages, addresses) or _says(one.quick_replies, addresses):
            name = "edit" if one.is_draft else "results"
            yield Use(
                name=one.name,
                url=reverse(f"linesteps_narrowcasts:{name}", args=[one.pk]),
                is_live=not one.is_draft,
                ways=[
                    _("shows it (narrowcast)") if one.pk in showing else _("has a link to it (narrowcast)")
                ],
                word=str(one.get_state_display()),
                is_held=one.pk in showing and not one.is_draft,
            )


def referring(model: Any, keys: set[int]) -> set[int]:
    """Rows that refer to one of the pages, by Wagtail's reference index."""
    rows = ReferenceIndex.objects.filter(
        base_content_type__in=[
            ContentType.objects.get_for_model(one) for one in (model, *model._meta.get_parent_list())
        ],
        to_content_type=ContentType.objects.get_for_model(Page),
        to_object_id__in=[str(key) for key in keys],
    )
    return {int(pk) for pk in rows.values_list("object_id", flat=True).distinct()}


def _says(stream: Any, addresses: list[str]) -> bool:
    text = json.dumps(list(stream.raw_data), default=str)
    return any(re.search(re.escape(one) + _END, text) for one in addresses)
