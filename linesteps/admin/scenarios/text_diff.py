"""Two texts as one: what stayed, what went, what came. By words, and in Japanese by characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A word of Latin letters or digits, white space, or any single character.
_TOKEN = re.compile(r"[A-Za-z0-9_À-ÿ]+|[ \t]+|.", re.DOTALL)
#: Between two changes, less than this is no landmark but chance, such as a common particle.
_SHORTEST = 2


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text.

    Args:
        kind: ``same``, ``gone`` or ``new``.
    """

    kind: str
    text: str


def text_diff(before: str, after: str) -> list[Piece]:
    """The pieces in reading order; what went stands before what came in its place."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    return list(_joined(_pieces(old, new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    gone = came = ""
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        is_landmark = kind == "equal" and (i2 - i1 >= _SHORTEST or i1 == 0 or i2 == len(old))
        if is_landmark:
            yield Piece(kind="gone", text=gone)
            yield Piece(kind="new", text=came)
            yield Piece(kind="same", text="".join(old[i1:i2]))
            gone = came = ""
        else:
            gone += "".join(old[i1:i2])
            came += "".join(new[j1:j2])
    yield Piece(kind="gone", text=gone)
    yield Piece(kind="new", text=came)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    return (piece for piece in pieces if piece.text)
