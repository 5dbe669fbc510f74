"""What people type on a Japanese keyboard, in plain letters."""

from __future__ import annotations

import re
import unicodedata

#: What such a keyboard writes for a hyphen, besides the wide one.
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
#: A phone number as people write it. No more than 15 digits (ITU-T E.164), no fewer than an area and a number.
_PHONE = re.compile(r"(?P<scheme>tel:)?(?P<number>\+?[0-9(][0-9() .-]*)", re.IGNORECASE)
_LONGEST_NUMBER, _SHORTEST_NUMBER, _SHORTEST_MARKED = 15, 9, 3


def plain(typed: str) -> str:
    """In narrow letters and with plain hyphens, for codes and numbers; no place for a word, whose “ー” is a letter."""
    return unicodedata.normalize("NFKC", typed).strip().translate(_HYPHENS)


def digits_of(number: str) -> str:
    """A phone number without what people write between its digits; a plus stays."""
    return "".join(sign for sign in plain(number) if sign in "+0123456789")


def phone_address(typed: str) -> str:
    """The ``tel:`` address of what is a phone number; empty for anything else.

    Args:
        typed: such as ``03-1234-5678``, or with ``tel:`` before it, which a short number needs.
    """
    found = _PHONE.fullmatch(plain(typed))
    if found is None:
        return ""
    digits = digits_of(found["number"])
    least = _SHORTEST_MARKED if found["scheme"] else _SHORTEST_NUMBER
    return f"tel:{digits}" if least <= len(digits.removeprefix("+")) <= _LONGEST_NUMBER else ""
