"""How a code that somebody typed by hand may be written in the list."""

from __future__ import annotations

import unicodedata

#: What a Japanese keyboard writes for a hyphen, besides the wide one.
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


def plain(typed: str) -> str:
    """The code in narrow letters and with plain hyphens, whatever keyboard wrote it."""
    return unicodedata.normalize("NFKC", typed).strip().translate(_HYPHENS)


def spellings(typed: str) -> list[str]:
    """The code as it was typed, and plainly, also all in one case."""
    code = plain(typed)
    return sorted({typed.strip(), code, code.upper(), code.lower()})
