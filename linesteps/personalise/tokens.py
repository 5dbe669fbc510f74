"""The grammar of tokens in an editor's text, and which of them a message may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from linesteps.personalise.formats import FORMATS
from linesteps.personalise.lengths import Fact

#: Tokens that every message may use; attributes come as ``attribute.<key>``.
PLAIN_TOKENS = frozenset({"display_name", "account_name"})
#: Written by the compiler where a link stood; never accepted from an editor.
LINK_PREFIX = "link."
ATTRIBUTE_PREFIX = "attribute."
#: Written by the compiler for an own coupon's page, code and end; never accepted from an editor.
COUPON_PREFIX = "coupon."
#: Written by the compiler for the address of the picture that tells that a message was shown.
VIEW_IMAGE = "view.image"
#: An emoji of LINE's; text messages only (``linesteps.personalise.emoji``).
EMOJI_PREFIX = "emoji."
#: What stands for an emoji where there is no room for a picture.
SIGN_OF_EMOJI = "☺"
#: Written by the compiler where LINE reads braces itself: a value whose braces are doubled, and the braces of
#: the editor's own text. Never accepted from an editor.
DOUBLED_PREFIX = "doubled."
OPENING_BRACE, CLOSING_BRACE = "{{ brace.opening }}", "{{ brace.closing }}"

# Only spaces that JSON writes as they are: a token is found in the text and in its JSON alike. Nothing here
# may be tried twice (the possessive ``*+``), so the time is linear whatever somebody writes.
_HEAD = r"\{\{[ \u3000]*+([a-z][a-z0-9_.-]*+)[ \u3000]*+(?::[ \u3000]*+([a-z0-9_]*+)[ \u3000]*+)?+"
TOKEN = re.compile(_HEAD + r"(?:\|([^{}]*+))?+\}\}")
#: The same inside JSON: no token reaches out of its string.
TOKEN_IN_JSON = re.compile(_HEAD + r'(?:\|((?:[^{}"\\]|\\.)*+))?+\}\}')


@dataclass(frozen=True, kw_only=True)
class Token:
    """One place to fill: its name, how the value is shown, and what stands there when it is unknown."""

    name: str
    format: str = ""
    fallback: str = ""


def tokens(text: str) -> list[Token]:
    """The tokens in an editor's text, in order."""
    return [_read(found) for found in TOKEN.finditer(text)]


def _read(found: re.Match[str]) -> Token:
    return Token(name=found[1], format=found[2] or "", fallback=(found[3] or "").strip())


def readable(text: str) -> str:
    """An editor's text as people read it who see only its beginning: fallbacks stand for the tokens."""
    return TOKEN.sub(_seen, text)


def _seen(found: re.Match[str]) -> str:
    if found[1].startswith(EMOJI_PREFIX):
        return SIGN_OF_EMOJI
    return (found[3] or "").strip() or "…"


def barest(text: str) -> str:
    """An editor's text for a friend of whom nothing is known: only fallbacks and the account's name are left."""
    return TOKEN.sub(lambda found: found[0] if found[1] == "account_name" else (found[3] or "").strip(), text)


def unknown_tokens(text: str, facts: Mapping[str, Fact]) -> list[str]:
    """Names between double braces that no message may use, as they were typed.

    Args:
        facts: the account's attributes by key.
    """
    found = []
    for typed in _braced(text):
        token = TOKEN.fullmatch(typed)
        if token is None or _type_of(token[1], facts) is None:
            found.append(typed)
    return found


def misfits(text: str, facts: Mapping[str, Fact]) -> list[tuple[str, list[str]]]:
    """Known tokens with a format that there is not, or not for such a value: as typed, with those that fit."""
    found = []
    for match in TOKEN.finditer(text):
        type_ = _type_of(match[1], facts)
        if match[2] is None or type_ is None:
            continue
        known = [name for name, one in FORMATS.items() if type_ in one.types]
        if match[2] not in known:
            found.append((match[0], known))
    return found


def _braced(text: str) -> Iterator[str]:
    """What stands between double braces, braces included; one step for each, however many are left open."""
    begin = text.find("{{")
    while begin >= 0:
        end = text.find("}}", begin + 2)
        if end < 0:
            return
        # Of several that are opened, the last one is what somebody closed.
        begin = text.rfind("{{", begin, end)
        yield text[begin : end + 2]
        begin = text.find("{{", end + 2)


def _type_of(name: str, facts: Mapping[str, Fact]) -> str | None:
    if name in PLAIN_TOKENS:
        return "name"
    fact = facts.get(name.removeprefix(ATTRIBUTE_PREFIX)) if name.startswith(ATTRIBUTE_PREFIX) else None
    return fact.type if fact else None
