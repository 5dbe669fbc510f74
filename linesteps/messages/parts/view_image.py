"""The picture of one dot that a phone loads when it shows a message: a sign that the chat was opened there.

Only Flex Messages can carry it unseen: it stands in a box of one pixel outside of the layout
(openapi/messaging-api.yml, FlexBox ``position: absolute``). LINE tells nothing of it, and a phone keeps
pictures, so it is loaded once at the most (docs/explanation/seen.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from linesteps import conf, personalise
from linesteps.line.limits import check_messages
from linesteps.messages.kind import Compiling

_URL = "{{ " + personalise.VIEW_IMAGE + " }}"
_BOX: dict[str, Any] = {
    "type": "box",
    "layout": "vertical",
    "position": "absolute",
    "width": "1px",
    "height": "1px",
    "offsetTop": "0px",
    "offsetStart": "0px",
    "contents": [{"type": "image", "url": _URL, "size": "full"}],
}
#: Where a box may stand beside others: a baseline box takes texts and icons only.
_LAYOUTS = ("vertical", "horizontal")


def with_image(objects: Sequence[dict[str, Any]], compiling: Compiling) -> list[dict[str, Any]]:
    """The messages of a send, the first Flex Message of which carries the picture, if it fits LINE's bounds.

    Args:
        objects: message objects with tokens; not changed.
        compiling: whose account's setting decides.
    """
    found = list(objects)
    if not compiling.account.has_view_image:
        return found
    for number, message in enumerate(found):
        if message.get("type") != "flex":
            continue
        seen = _in_first_bubble(message)
        if seen is not None and _fits(seen, compiling):
            found[number] = seen
            break
    return found


def without_image(objects: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same messages as they are without the picture."""
    return [_without(message) for message in objects]


def has_image(objects: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of these messages carries the picture."""
    return _URL in json.dumps(objects, ensure_ascii=False)


def _in_first_bubble(message: Mapping[str, Any]) -> dict[str, Any] | None:
    contents = message["contents"]
    is_carousel = contents.get("type") == "carousel"
    bubbles = contents.get("contents") or []
    bubble = bubbles[0] if is_carousel and bubbles else contents
    for part in ("body", "header", "footer"):
        box = bubble.get(part)
        if isinstance(box, Mapping) and box.get("layout") in _LAYOUTS:
            changed = {**bubble, part: {**box, "contents": [*(box.get("contents") or []), _BOX]}}
            whole = {**contents, "contents": [changed, *bubbles[1:]]} if is_carousel else changed
            return {**message, "contents": whole}
    return None


def _fits(message: dict[str, Any], compiling: Compiling) -> bool:
    """A message that LINE would refuse with it goes without it: nobody misses a message for a figure."""
    return not check_messages([compiling.longest(message)], http_hosts=conf.plain_http_hosts())


def _without(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_without(part) for part in value if part != _BOX]
    if isinstance(value, Mapping):
        return {name: _without(part) for name, part in value.items()}
    return value
