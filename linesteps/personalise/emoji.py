"""LINE's own emoji in an editor's text: how they are written, and how LINE is told of them.

They are stored as placeholders without a value, ``{{ emoji.<product id>.<emoji id> }}``. LINE has two ways to
take them (reference, “Text message” and “Text message (v2)”): by their place in the text, which is another one
for each friend as soon as a name stands before them, or by a word in braces. Only the second one stays right
whatever is filled in, so that is how they are sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from linesteps.personalise.tokens import (
    CLOSING_BRACE,
    DOUBLED_PREFIX,
    EMOJI_PREFIX,
    LINK_PREFIX,
    OPENING_BRACE,
    SIGN_OF_EMOJI,
    TOKEN,
)

_TOKEN_OR_BRACE = re.compile(rf"{TOKEN.pattern}|[{{}}]")


@dataclass(frozen=True, kw_only=True)
class Emoji:
    """One emoji of LINE's.

    Args:
        product_id: the set, as LINE's list of emoji names it.
        emoji_id: which of them, three digits.
    """

    product_id: str
    emoji_id: str


def emoji_in(text: str) -> list[Emoji]:
    """The emoji in an editor's text, in order."""
    return [_read(found[1]) for found in TOKEN.finditer(text) if found[1].startswith(EMOJI_PREFIX)]


def without_emoji(text: str) -> str:
    """The text with a sign for each emoji."""
    return TOKEN.sub(lambda found: SIGN_OF_EMOJI if found[1].startswith(EMOJI_PREFIX) else found[0], text)


def with_words(text: str) -> tuple[str, dict[str, Emoji]]:
    """The text as LINE's second kind of text message takes it: a word in braces for each emoji.

    Braces of the editor's own are doubled, and so will be those in the values that are filled in.

    Returns:
        The text with tokens still in it, and the emoji by the words that stand for them.
    """
    named: dict[str, Emoji] = {}

    def told(found: re.Match[str]) -> str:
        if found[0] in ("{", "}"):
            return OPENING_BRACE if found[0] == "{" else CLOSING_BRACE
        name = found[1]
        if name.startswith(EMOJI_PREFIX):
            word = f"e{len(named) + 1}"
            named[word] = _read(name)
            return "{" + word + "}"
        # Addresses of ours have no braces.
        if name.startswith(LINK_PREFIX):
            return found[0]
        head, _name, rest = found[0].partition(name)
        return head + DOUBLED_PREFIX + name + rest

    return _TOKEN_OR_BRACE.sub(told, text), named


def _read(name: str) -> Emoji:
    product, _dot, number = name.removeprefix(EMOJI_PREFIX).partition(".")
    return Emoji(product_id=product, emoji_id=number)
