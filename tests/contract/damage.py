"""Valid messages, damaged at one place at random: what both judges must refuse, or both may take."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.contract.valid_messages import VALID

Place = tuple[str | int, ...]

_ODD: tuple[Any, ...] = (
    None, "", " ", "x", "あ", "x" * 21, "x" * 41, "x" * 161, "x" * 301, "x" * 1001, "x" * 2001, "あ" * 5001, "😀" * 30,
    0, -1, 1, 1.5, 2**31, 2**63, True, False, [], [None], ["x"], [{}], {}, {"type": "x"}, {"x": 1},
    "http://example.com/", "https://example.com/魚", "https://example.com/%zz", "ftp://example.com/", "tel:", "https:",
    "#FFF", "red", "middle", "nano", "bubble", "box", "span", "text", "uri", "postback", "camera", "richmenuswitch",
    "1:1", "1:4", "2026-01-01", "25:00",
)  # fmt: skip


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """Every place within a message, the message itself left out."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from places(part, (*path, key))


def at(value: Any, place: Place) -> Any:
    """The part at a place."""
    for key in place:
        value = value[key]
    return value


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """One message with one part replaced, removed, added, repeated or put elsewhere."""
    message = copy.deepcopy(VALID[draw(st.sampled_from(sorted(VALID)))])
    place = draw(st.sampled_from(list(places(message))))
    owner, key = at(message, place[:-1]), place[-1]
    how = draw(st.sampled_from(("replace", "remove", "add", "repeat", "move", "rename")))
    if how == "replace":
        owner[key] = draw(st.sampled_from(_ODD))
    elif how == "remove":
        del owner[key]
    elif how == "repeat" and isinstance(owner[key], list):
        owner[key] = owner[key] * draw(st.integers(2, 30))
    elif how == "move":
        other = VALID[draw(st.sampled_from(sorted(VALID)))]
        owner[key] = copy.deepcopy(at(other, draw(st.sampled_from(list(places(other))))))
    elif isinstance(owner, dict) and how == "rename":
        owner[draw(st.sampled_from(("text", "url", "label", "type", "Text", "wrapped")))] = owner.pop(key)
    elif isinstance(owner, dict):
        names = ("text", "action", "contents", "flex", "size", "title", "colour", "quickReply")
        owner[draw(st.sampled_from(names))] = draw(st.sampled_from(_ODD))
    return message
