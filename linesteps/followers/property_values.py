"""What an event or a row of the site says, compared with what an editor wrote: by number, by day, else as text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

COMPARISONS = (
    ("is", _("is")),
    ("is_not", _("is not")),
    ("at_least", _("is at least")),
    ("at_most", _("is at most")),
    ("contains", _("contains")),
)
_YES = frozenset({"true", "yes", "1", "はい"})
_NO = frozenset({"false", "no", "0", "いいえ"})


def property_of(data: Any, name: str) -> Any:
    """What an event's ``data`` says under ``name``; ``None`` if it does not say it."""
    told = data.get("properties") if isinstance(data, Mapping) else None
    return told.get(name) if isinstance(told, Mapping) else None


def value_at(data: Any, place: str) -> Any:
    """What stands at a place that is written with dots, as in ``data.order.total``; ``None`` if nothing does.

    Numbers count the members of a list, from 0.
    """
    found = data
    for part in place.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isascii() and part.isdecimal() and len(part) < 6:
            found = found[int(part)] if int(part) < len(found) else None
        else:
            return None
    return found


def compares(have: Any, comparison: str, want: str) -> bool:
    """Whether a value that the site told compares so with a text that an editor wrote. Pure.

    Numbers are compared as numbers also where the site told them as texts, as JSON does with decimals; days
    as days; all else as texts, without regard to case and width. What was not told compares with nothing.

    Args:
        have: what JSON can hold; of a list it is enough that one of its members fits.
        comparison: ``is``, ``is_not``, ``at_least``, ``at_most`` or ``contains``.
        want: as written.
    """
    if have is None:
        return False
    if isinstance(have, list):
        fits = any(compares(one, "is" if comparison == "is_not" else comparison, want) for one in have)
        return fits != (comparison == "is_not")
    if isinstance(have, Mapping):
        return False
    if comparison == "contains":
        return _folded(want) in _folded(have)
    if comparison in {"is", "is_not"}:
        return _equal(have, want) == (comparison == "is")
    pair = _pair(have, want)
    if pair is None:
        return False
    return bool(pair[0] >= pair[1] if comparison == "at_least" else pair[0] <= pair[1])


def _equal(have: Any, want: str) -> bool:
    if isinstance(have, bool):
        return _folded(want) in (_YES if have else _NO)
    pair = _pair(have, want)
    return bool(pair[0] == pair[1]) if pair else _folded(have) == _folded(want)


def _pair(have: Any, want: str) -> tuple[Any, Any] | None:
    for read in (as_number, as_day):
        one, other = read(have), read(want)
        if one is not None and other is not None:
            return one, other
    return None


def is_comparable(comparison: str, want: Any) -> bool:
    """Whether a text that an editor wrote can be more or less than something, where the comparison asks for it."""
    return (
        comparison not in {"at_least", "at_most"} or as_number(want) is not None or as_day(want) is not None
    )


def as_number(value: Any) -> Decimal | None:
    """A number, however wide its digits are written, with or without commas; ``None`` if it is none."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(_folded(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_day(value: Any) -> date | None:
    """A day, written as ISO has it, with or without a time; ``None`` if it is none."""
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _folded(value: Any) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip().casefold()


def in_words(comparison: Any, what: Any, value: Any) -> str:
    """Such as 「金額が3000以上」."""
    words = {
        "is": gettext("%(what)s is %(value)s"),
        "is_not": gettext("%(what)s is not %(value)s"),
        "at_least": gettext("%(what)s is at least %(value)s"),
        "at_most": gettext("%(what)s is at most %(value)s"),
        "contains": gettext("%(what)s contains %(value)s"),
    }
    return words.get(str(comparison), words["is"]) % {"what": what, "value": value or "…"}
