"""Copies of library messages, which are nobody's but the scenario's from then on."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from linesteps.library.models import LibraryMessage
from linesteps.library.one_message import one_message_block
from linesteps.messages.kind import registry as message_kinds
from linesteps.messages.library import library_message
from linesteps.messages.parts.page_card import filled_card

Plain = Mapping[str, Any]


def with_copy(parts: Sequence[Plain], part_id: Any) -> list[dict[str, Any]]:
    """The messages of a send, in which a copy stands for the linked one with this id.

    What the library would send at this moment is copied; a link to a message that is gone stays.
    """
    return [_copied(part) if part.get("id") == part_id else dict(part) for part in parts]


def without_links(parts: Sequence[Plain]) -> list[dict[str, Any]]:
    """The messages of a send as another site can have them: nothing points to the library or to a page."""
    return [_filled(_copied(part)) for part in parts]


def _copied(part: Plain) -> dict[str, Any]:
    value = part.get("value")
    if part.get("type") != "library" or not isinstance(value, Mapping):
        return dict(part)
    row: LibraryMessage | None = library_message(value)
    if row is None or row.published is None:
        return dict(part)
    return {**copy.deepcopy(row.sent()), "id": part.get("id") or str(uuid.uuid4())}


def _filled(part: dict[str, Any]) -> dict[str, Any]:
    value = part.get("value")
    kind = str(part.get("type"))
    if kind not in message_kinds or not message_kinds.get(kind).fills_from_page:
        return part
    if not isinstance(value, Mapping):
        return part
    block = one_message_block().child_blocks[str(part["type"])]
    cards = [_without_page(item) for item in value.get("cards") or []]
    stored = block.get_prep_value(block.to_python({**value, "cards": cards}))
    return {**part, "value": stored}


def _without_page(item: Plain) -> Any:
    card = item.get("value", item)
    return {**filled_card(card), "page": None} if card.get("page") else card
