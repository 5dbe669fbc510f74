"""How long values can become: what a publication was judged with is what no send ever passes."""

from __future__ import annotations

from dataclasses import dataclass

#: LINE's bound for a display name, and what every value may have of which nothing else is said.
LONGEST_NAME = 20
#: What an attribute's column takes (``FollowerAttribute.value``).
LONGEST_TEXT = 500


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is known beforehand of the values of one token.

    Args:
        type: ``name``, or one of ``Attribute.Type``.
        longest: in units of UTF-16, which are never fewer than characters.
    """

    type: str = "name"
    longest: int = LONGEST_NAME


def cut(text: str, most: int) -> str:
    """``text`` in ``most`` units of UTF-16 at most, with … where something was left out."""
    # Most characters are one unit, none is more than two.
    if len(text) * 2 <= most:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= most * 2:
        return text
    kept = units[: (most - 1) * 2]
    # Half a character would be read as damage.
    if kept and 0xD8 <= kept[-1] <= 0xDB:
        kept = kept[:-2]
    return kept.decode("utf-16-le", "surrogatepass").rstrip() + "…"


def units(text: str) -> int:
    """The number of UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)
