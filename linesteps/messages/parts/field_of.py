"""From a place in LINE's JSON to the field of the form in which it can be mended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str | int, ...]

_PART = re.compile(r"([A-Za-z]+)|\[(\d+)\]")
#: What forms call LINE's properties; what is missing here is called alike.
_CALLED = {
    "actions": ("buttons", "areas"),
    "address": ("address",),
    "altText": ("alt_text",),
    "columns": ("cards", "images"),
    "contents": ("code",),
    "couponId": ("coupon",),
    "duration": ("seconds",),
    "iconUrl": ("sender_icon",),
    "imageUrl": ("image",),
    "linkUri": ("url",),
    "name": ("sender_name",),
    "originalContentUrl": ("document", "image"),
    "previewImageUrl": ("image",),
    "quickReply": ("quick_replies",),
    "stickerId": ("sticker",),
    "thumbnailImageUrl": ("image",),
    "uri": ("url",),
}
#: A confirm template has no list of buttons, but one on each side.
_SIDES = ("left", "right")


def field_of(send: Mapping[str, Any], place: str) -> Path:
    """Names and indexes of the field inside the plain value of a send; as near as it can be told.

    Args:
        send: the plain value.
        place: as LINE writes it, such as ``messages[0].template.columns[2].title``.
    """
    at: Any = send
    path: list[str | int] = []
    is_after_actions = False
    for name, digits in _PART.findall(place):
        # Quick replies and the sender stand on each message, and once on our send.
        if name in {"quickReply", "sender"}:
            at, path = send, []
        if digits:
            key = _index(at, int(digits), is_after_actions)
        else:
            key = next(
                (one for one in _CALLED.get(name, (name,)) if isinstance(at, Mapping) and one in at), None
            )
            is_after_actions = name == "actions" and key is None
        if key is None:
            continue
        path.append(key)
        at = _inside(at[key])
        if not isinstance(at, Mapping | list):
            break
    return tuple(path)


def _index(at: Any, number: int, is_after_actions: bool) -> str | int | None:
    if isinstance(at, list):
        return number if number < len(at) else None
    if is_after_actions and isinstance(at, Mapping) and number < len(_SIDES) and _SIDES[number] in at:
        return _SIDES[number]
    return None


def _inside(part: Any) -> Any:
    """Items of streams and lists hold their value."""
    if isinstance(part, Mapping) and "value" in part and "type" in part:
        return part["value"]
    return list(part) if isinstance(part, Sequence) and not isinstance(part, str) else part
