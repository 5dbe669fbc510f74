"""How a value is shown: the allow-list of formats. A value that a format cannot read is not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from linesteps.personalise.lengths import LONGEST_NAME, cut

_DAYS = {
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Larger numbers stand in no message; with these bounds none is longer than ``_LONGEST_NUMBER``.
_MOST_DIGITS, _MOST_DECIMALS = 15, 6
_LONGEST_NUMBER = "-999,999,999,999,999.999999"

Show = Callable[[str, str], str | None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """One way to show a value.

    Args:
        show: the words for a value and a language (``ja`` or ``en``); ``None`` where it does not fit.
        longest: the longest that ``show`` can give, for a bound of the value (units of UTF-16) and a language.
        types: of what it is offered for: ``name``, or one of ``Attribute.Type``.
    """

    show: Show
    longest: Callable[[int, str], str]
    types: frozenset[str]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _date(value: str, language: str) -> str | None:
    day = _day(value)
    if day is None:
        return None
    return f"{day.month}月{day.day}日" if language == "ja" else f"{day.day} {_MONTHS[day.month - 1]}"


def _date_long(value: str, language: str) -> str | None:
    day = _day(value)
    if day is None:
        return None
    name = _DAYS["ja" if language == "ja" else "en"][day.weekday()]
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({name})"
    return f"{name}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _decimal(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    # Said before it is written out: “1E+999999” is short, and what it means is not.
    if not number.is_finite() or (number and not -_MOST_DECIMALS <= number.adjusted() < _MOST_DIGITS):
        return None
    return number


def _number(value: str, language: str) -> str | None:
    number = _decimal(value)
    if number is None:
        return None
    rounded = f"{number:,.{_MOST_DECIMALS}f}"
    return rounded.rstrip("0").rstrip(".")


def _yen(value: str, language: str) -> str | None:
    number = _decimal(value)
    if number is None:
        return None
    whole = f"{number.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"
    return f"{whole}円" if language == "ja" else f"¥{whole}"


def _called(honorific: str) -> Format:
    return Format(
        show=lambda value, _language: value + honorific,
        longest=lambda bound, _language: "名" * bound + honorific,
        types=frozenset({"name", "text"}),
    )


#: By the name that stands behind the colon: stored data, never to be changed.
FORMATS: dict[str, Format] = {
    "san": _called("さん"),
    "sama": _called("様"),
    "short": Format(
        show=lambda value, _language: cut(value, LONGEST_NAME),
        longest=lambda bound, _language: "名" * min(bound, LONGEST_NAME),
        types=frozenset({"text", "choice"}),
    ),
    "date": Format(
        show=_date,
        longest=lambda _bound, language: "12月31日" if language == "ja" else "30 September",
        types=frozenset({"date", "text"}),
    ),
    "date_long": Format(
        show=_date_long,
        longest=lambda _bound, language: (
            "2026年12月31日(水)" if language == "ja" else "Wednesday, 30 September 2026"
        ),
        types=frozenset({"date", "text"}),
    ),
    "number": Format(
        show=_number,
        longest=lambda _bound, _language: _LONGEST_NUMBER,
        types=frozenset({"number", "text"}),
    ),
    "yen": Format(
        show=_yen,
        longest=lambda _bound, _language: _LONGEST_NUMBER,
        types=frozenset({"number", "text"}),
    ),
}
