"""How a code that somebody typed by hand may be written in the list."""

from __future__ import annotations

from linesteps.typed import plain


def spellings(typed: str) -> list[str]:
    """The code as it was typed, and plainly, also all in one case."""
    code = plain(typed)
    return sorted({typed.strip(), code, code.upper(), code.lower()})
