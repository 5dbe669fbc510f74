"""One message object of LINE's in a line of words, for lists that have no room to draw it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from linesteps.messages.shown.words import chat_words

#: Doubled braces are braces (LINE reference, “Text message (v2)”).
_BRACES = re.compile(r"\{\{|\}\}|\{(\w+)\}")
#: What stands for a message that has no words, and where words of its own may be.
_KINDS = {
    "sticker": ("sticker", ""),
    "image": ("photo", ""),
    "video": ("video", ""),
    "audio": ("audio", ""),
    "location": ("location", "title"),
    "coupon": ("coupon", ""),
}


def in_a_line(message: Mapping[str, Any]) -> str:
    """The first line of its words, else what it is, in the reader's language; never empty."""
    words = str(message.get("text") or message.get("altText") or "").strip()
    if message.get("type") == "textV2":
        words = _without_emoji(words, message.get("substitution"))
    if words:
        return words.split("\n")[0]
    kind, own = _KINDS.get(str(message.get("type")), ("unsupported", ""))
    called = str(message.get(own) or "") if own else ""
    return called or chat_words()[kind]


def _without_emoji(words: str, substitution: Any) -> str:
    """``{name}`` stands for a mention or for a picture, which a line has no room for."""
    values = substitution if isinstance(substitution, Mapping) else {}

    def told(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0][0]
        value = values.get(name)
        if not isinstance(value, Mapping):
            return found[0]
        return "" if value.get("type") == "emoji" else f"@{name}"

    return _BRACES.sub(told, words).strip()
