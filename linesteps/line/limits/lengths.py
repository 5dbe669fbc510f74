"""How LINE counts: UTF-16 code units by default, grapheme clusters for a few texts.

Source: developers.line.biz, "Character counting in a text" (docs/messaging-api/text-character-count).
"""

from __future__ import annotations

import json
from typing import Any

import regex

_CLUSTER = regex.compile(r"\X")


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units: 1 for most characters, 2 for most emoji."""
    return len(text) + sum(character > "\uffff" for character in text)


def grapheme_length(text: str) -> int:
    """The number of grapheme clusters, what a reader calls characters: a family emoji is 1."""
    if text.isascii() and "\r" not in text:
        return len(text)
    return sum(1 for _ in _CLUSTER.finditer(text))


def json_size(value: Any) -> int:
    """The bytes of ``value`` as compact JSON in UTF-8, as LINE measures Flex containers."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
