"""Allow-listed substitution of ``{{ name }}`` and ``{{ name|fallback }}``; no template engine.

Neither Django templates nor ``str.format`` ever see an editor's or a follower's text: both can be
made to print the site's secret key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\{\{\s*([a-z][a-z0-9_.-]*)\s*(?:\|([^{}]*))?\}\}")

#: Tokens that every message may use; attributes come as ``attribute.<key>``.
PLAIN_TOKENS = frozenset({"display_name", "account_name"})
#: Written by the compiler where a link stood; never accepted from an editor.
LINK_PREFIX = "link."
ATTRIBUTE_PREFIX = "attribute."
#: Written by the compiler for an own coupon's page, code and end; never accepted from an editor.
COUPON_PREFIX = "coupon."


@dataclass(frozen=True, kw_only=True)
class Token:
    """One place to fill: its name, and what stands there when the value is unknown."""

    name: str
    fallback: str


def tokens(text: str) -> list[Token]:
    """The tokens in an editor's text, in order."""
    return [Token(name=m[1], fallback=(m[2] or "").strip()) for m in _TOKEN.finditer(text)]


def readable(text: str) -> str:
    """An editor's text as people read it who see only its beginning: fallbacks stand for the tokens."""
    return _TOKEN.sub(lambda found: (found[2] or "").strip() or "…", text)


def barest(text: str) -> str:
    """An editor's text for a friend of whom nothing is known: only fallbacks and the account's name are left."""
    return _TOKEN.sub(
        lambda found: found[0] if found[1] == "account_name" else (found[2] or "").strip(), text
    )


def unknown_tokens(text: str, attribute_keys: frozenset[str] = frozenset()) -> list[str]:
    """Names between double braces that no message may use, as they were typed."""
    found = []
    for match in re.finditer(r"\{\{(.*?)\}\}", text, re.DOTALL):
        token = _TOKEN.fullmatch(match[0])
        if token is None or not _is_allowed(token[1], attribute_keys):
            found.append(match[0])
    return found


def _is_allowed(name: str, attribute_keys: frozenset[str]) -> bool:
    if name in PLAIN_TOKENS:
        return True
    return name.startswith(ATTRIBUTE_PREFIX) and name.removeprefix(ATTRIBUTE_PREFIX) in attribute_keys


def values_for(*, display_name: str, account_name: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """What stands in the messages to one friend, by token; links are added by whoever writes them.

    Args:
        display_name: as LINE shows it; may be empty.
        account_name: who sends.
        attributes: values by key; what is not known is missing.
    """
    known = {ATTRIBUTE_PREFIX + key: value for key, value in attributes.items()}
    return {"display_name": display_name, "account_name": account_name, **known}


class Template:
    """A JSON text with tokens inside its strings, cut once and filled for each follower.

    Args:
        json_text: valid JSON; tokens stand inside string values only.
    """

    def __init__(self, json_text: str) -> None:
        self._pieces: list[str | Token] = []
        end = 0
        for match in _TOKEN.finditer(json_text):
            self._pieces.append(json_text[end : match.start()])
            fallback = json.loads(f'"{match[2]}"').strip() if match[2] else ""
            self._pieces.append(Token(name=match[1], fallback=fallback))
            end = match.end()
        self._pieces.append(json_text[end:])

    @property
    def names(self) -> frozenset[str]:
        """The names of all tokens; empty when every follower gets the same text."""
        return frozenset(piece.name for piece in self._pieces if isinstance(piece, Token))

    def fill(self, values: Mapping[str, str]) -> str:
        """The JSON text for one follower; unknown or empty values become the token's fallback."""
        return self._filled(lambda token: values.get(token.name) or token.fallback)

    def fill_longest(self, values: Mapping[str, str], measure: Callable[[str], int]) -> str:
        """The JSON text as long as it can become: each token as its value or its fallback, what is longer.

        Args:
            values: the longest that each can be.
            measure: how the length is counted.
        """
        return self._filled(lambda token: max(values.get(token.name) or "", token.fallback, key=measure))

    def _filled(self, words: Callable[[Token], str]) -> str:
        return "".join(
            json.dumps(words(piece), ensure_ascii=False)[1:-1] if isinstance(piece, Token) else piece
            for piece in self._pieces
        )
