"""Values as people write them in spreadsheets, in both languages, made into the stored form of an attribute."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Attribute
from linesteps.followers.ready_made import same_choice

#: What is wrong with a value, and what to write instead; kept by code, so that each reader has it in their language.
CURES: dict[str, Any] = {
    "number": _("This is no number. Write one such as 1200 or 3.5."),
    "date": _("This is no date. Write one as 2026-12-31 or 2026/12/31, the year first."),
    "yes_no": _("This is neither yes nor no. Write yes or no."),
    "choice": _("This is none of the choices. Write one of: %(known)s."),
    "long": _("This is too long. At most %(max)s characters can be kept."),
}
_YES = frozenset(["true", "yes", "y", "1", "on", "はい", "○", "〇", "◯", "有", "あり", "有り", "済", "可"])
_NO = frozenset(["false", "no", "n", "0", "off", "いいえ", "×", "✕", "x", "無", "なし", "無し", "未", "不可"])
_YMD = re.compile(r"(\d{4})\s*(?:[-/.年])\s*(\d{1,2})\s*(?:[-/.月])\s*(\d{1,2})\s*日?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_ERA = re.compile(
    r"(令和|平成|昭和|[rhs])\s*(\d{1,2}|元)\s*(?:[-/.年])\s*(\d{1,2})\s*(?:[-/.月])\s*(\d{1,2})\s*日?",
    re.IGNORECASE,
)
#: What spreadsheet programs put after a date.
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?$")
_AROUND_NUMBER = re.compile(r"^[¥￥$]|(円|点|pt|yen|人|回|歳|%)$", re.IGNORECASE)


def understood(attribute: Attribute, text: str) -> str:
    """The stored form of what somebody wrote.

    Args:
        attribute: of which type it is to be.
        text: as it stands in the file, not empty.

    Raises:
        ValidationError: it cannot be read; ``code`` is one of ``CURES``.
    """
    read = _READERS.get(attribute.type, _text)
    found = read(attribute, text.strip())
    if len(found) > Attribute.LONGEST:
        raise _fault("long", max=Attribute.LONGEST)
    return found


def _fault(code: str, **params: Any) -> ValidationError:
    return ValidationError(CURES[code], code=code, params=params)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _text(attribute: Attribute, text: str) -> str:
    return text.replace("\0", "")


def _number(attribute: Attribute, text: str) -> str:
    plain = _AROUND_NUMBER.sub("", _AROUND_NUMBER.sub("", _plain(text))).replace(",", "").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise _fault("number") from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise _fault("number")
    return str(number)


def _date(attribute: Attribute, text: str) -> str:
    plain = _MIDNIGHT.sub("", _plain(text))
    try:
        if found := _YMD.fullmatch(plain) or _PLAIN.fullmatch(plain):
            year, month, day = (int(part) for part in found.groups())
        elif found := _ERA.fullmatch(plain):
            era, count, in_month, on_day = found.groups()
            year = _ERAS[era.lower()] + (1 if count == "元" else int(count))
            month, day = int(in_month), int(on_day)
        else:
            raise _fault("date")
        return date(year, month, day).isoformat()
    except ValueError:
        raise _fault("date") from None


def _yes_no(attribute: Attribute, text: str) -> str:
    plain = _plain(text).casefold()
    if plain in _YES or text in _YES:
        return "true"
    if plain in _NO or text in _NO:
        return "false"
    raise _fault("yes_no")


def _choice(attribute: Attribute, text: str) -> str:
    known = [str(one) for one in attribute.choices]
    if text in known:
        return text
    wanted = _plain(text).casefold()
    for one in known:
        if _plain(one).casefold() == wanted or same_choice(one, wanted):
            return one
    raise _fault("choice", known=", ".join(known))


_READERS: dict[str, Callable[[Attribute, str], str]] = {
    Attribute.Type.NUMBER: _number,
    Attribute.Type.DATE: _date,
    Attribute.Type.YES_NO: _yes_no,
    Attribute.Type.CHOICE: _choice,
}
