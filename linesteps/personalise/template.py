"""A JSON text with tokens, cut once for a step and filled for each follower."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from linesteps.personalise.formats import FORMATS
from linesteps.personalise.lengths import LONGEST_NAME, cut, units
from linesteps.personalise.tokens import (
    ATTRIBUTE_PREFIX,
    CLOSING_BRACE,
    COUPON_PREFIX,
    DOUBLED_PREFIX,
    LINK_PREFIX,
    OPENING_BRACE,
    TOKEN_IN_JSON,
    VIEW_IMAGE,
)

#: As LINE reads them where words in braces stand for something (reference, “Text message (v2)”).
_BRACES = {OPENING_BRACE: "{{", CLOSING_BRACE: "}}"}


def values_for(*, display_name: str, account_name: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """What stands in the messages to one friend, by token; links are added by whoever writes them.

    Args:
        display_name: as LINE shows it; may be empty.
        account_name: who sends.
        attributes: values by key; what is not known is missing.
    """
    known = {ATTRIBUTE_PREFIX + key: value for key, value in attributes.items()}
    return {"display_name": display_name, "account_name": account_name, **known}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where a value goes, and how.

    Args:
        name: of the token.
        format: a name of ``FORMATS``, or empty.
        fallback: what stands there when the value is unknown.
        most: units of UTF-16 that a value may have; ``None`` for what is whole or nothing: links, and
            the parts of own coupons.
        is_doubled: whether braces in the value are doubled, because LINE reads them itself there.
    """

    name: str
    format: str
    fallback: str
    most: int | None
    is_doubled: bool = False

    def shown(self, value: str, language: str) -> str:
        """What stands there for one follower."""
        words = self._words(value, language)
        return words.replace("{", "{{").replace("}", "}}") if self.is_doubled else words

    def _words(self, value: str, language: str) -> str:
        if self.most is not None:
            value = cut(value, self.most)
        # LINE refuses a text of nothing but spaces.
        if not value.strip():
            return self.fallback
        if self.format:
            known = FORMATS.get(self.format)
            return (known.show(value.strip(), language) if known else None) or self.fallback
        return value

    def longest(self, language: str) -> str:
        """The longest that can stand there."""
        most = self.most or LONGEST_NAME
        known = FORMATS.get(self.format)
        value = known.longest(most, language) if known else "名" * most
        if self.is_doubled:
            return "名" * max(2 * units(value), units(self.fallback))
        # Three bytes, one unit and one character each: as much as there can be by any measure of LINE's.
        return value if units(self.fallback) <= units(value) else "名" * units(self.fallback)


class Template:
    """A JSON text with tokens inside its strings, cut once and filled for each follower.

    No value becomes longer than ``bounds`` say, whatever the database holds by then: a message was judged
    with them before it was published, and one that LINE refuses reaches nobody.

    Args:
        json_text: valid JSON; tokens stand inside string values only.
        bounds: the most units of UTF-16 of a value by token; 20 where nothing is said.
    """

    def __init__(self, json_text: str, bounds: Mapping[str, int] | None = None) -> None:
        self._pieces: list[str | _Place] = []
        end = 0
        for match in TOKEN_IN_JSON.finditer(json_text):
            self._pieces.append(json_text[end : match.start()])
            if match[0] in _BRACES:
                self._pieces.append(_BRACES[match[0]])
                end = match.end()
                continue
            name = match[1].removeprefix(DOUBLED_PREFIX)
            is_whole = name == VIEW_IMAGE or name.startswith((LINK_PREFIX, COUPON_PREFIX))
            self._pieces.append(
                _Place(
                    name=name,
                    format=match[2] or "",
                    fallback=json.loads(f'"{match[3]}"').strip() if match[3] else "",
                    most=None if is_whole else (bounds or {}).get(name, LONGEST_NAME),
                    is_doubled=name != match[1],
                )
            )
            end = match.end()
        self._pieces.append(json_text[end:])

    @property
    def names(self) -> frozenset[str]:
        """The names of all tokens; empty when every follower gets the same text."""
        return frozenset(piece.name for piece in self._pieces if isinstance(piece, _Place))

    def fill(self, values: Mapping[str, str], *, language: str = "ja") -> str:
        """The JSON text for one follower; values that are unknown, empty or do not fit become the fallback.

        Args:
            values: ``values_for``, and the addresses of links.
            language: in which dates and amounts are written, ``Account.language``.
        """
        out = []
        for piece in self._pieces:
            if isinstance(piece, _Place):
                shown = piece.shown(values.get(piece.name) or "", language)
                out.append(json.dumps(shown, ensure_ascii=False)[1:-1])
            else:
                out.append(piece)
        return "".join(out)

    def fill_longest(self, *, language: str, whole: Callable[[str], str] = lambda _name: "") -> str:
        """The JSON text as long as it can become for anybody.

        Args:
            language: ``Account.language``.
            whole: what is as long as the value of a token of ours can be, by its name.
        """
        out = []
        for piece in self._pieces:
            if isinstance(piece, _Place):
                shown = whole(piece.name) if piece.most is None else piece.longest(language)
                out.append(json.dumps(shown, ensure_ascii=False)[1:-1])
            else:
                out.append(piece)
        return "".join(out)
