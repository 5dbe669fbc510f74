"""Reading a file safely: JSON within bounds, and objects whose keys and types are checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linesteps.errors import FormatError

FORMAT = "linesteps.scenarios"
VERSION = 1
#: The place of what is wrong with the file as a whole.
ROOT = "$"
MAX_BYTES = 5 * 1024 * 1024
#: A branch costs six levels, so about sixteen branches within each other.
MAX_DEPTH = 100
#: Beyond it, lengths of time overflow.
MAX_NUMBER = 999_999_999
MAX_KEY = 30
_KEY = re.compile(rf"[\w.-]{{1,{MAX_KEY}}}")


def read_file(data: str | bytes) -> dict[str, Any]:
    """The JSON object in a file's content.

    Raises:
        FormatError: too big, not UTF-8, not JSON, or no object.
    """
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise FormatError(
            ROOT, _("The file is too big: it may have %(n)s MB.") % {"n": MAX_BYTES // 1024 // 1024}
        )
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise FormatError(ROOT, _("The file is not text in UTF-8.")) from None
    try:
        found = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        reason = _("The file is not JSON: line %(line)s, column %(column)s.")
        raise FormatError(ROOT, reason % {"line": error.lineno, "column": error.colno}) from None
    except RecursionError:
        raise FormatError(ROOT, _("The file is nested too deeply.")) from None
    except ValueError:
        # Python refuses to read numbers of thousands of digits.
        raise FormatError(ROOT, _("The file holds a number that is too big.")) from None
    return members_of(found, ROOT)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise FormatError(ROOT, _("The key “%(key)s” stands twice in one object.") % {"key": double})
    return found


def _refuse_constant(name: str) -> Any:
    raise FormatError(ROOT, _("“%(name)s” is no JSON.") % {"name": name})


def check_bounds(data: Any) -> None:
    """Refuse what no database or clock can hold, however the data came here.

    Raises:
        FormatError: nested too deeply, a number too big, or a text with characters that cannot be stored.
    """
    waiting: list[tuple[Any, str, int]] = [(data, ROOT, 0)]
    while waiting:
        value, place, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise FormatError(place, _("The file is nested too deeply."))
        if isinstance(value, str):
            _check_text(value, place)
        elif isinstance(value, int | float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise FormatError(place, _("This number is too big."))
        for key, part in _parts(value):
            _check_text(key, place) if isinstance(key, str) else None
            waiting.append((part, inside(place, key), depth + 1))


def _check_text(text: str, place: str) -> None:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise FormatError(place, _("This text holds characters that cannot be stored."))


def _parts(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def inside(place: str, key: str | int) -> str:
    """The place of a member of the object, or of an entry of the list, at ``place``."""
    if isinstance(key, int):
        return f"{'' if place == ROOT else place}[{key}]"
    return key if place == ROOT else f"{place}.{key}"


def expect(value: Any, kind: type, place: str) -> Any:
    """``value``, if it is of this JSON type.

    Raises:
        FormatError: it is not.
    """
    if type(value) is kind or (kind is dict and isinstance(value, Mapping)):
        return value
    # The names of JSON's types, for the reader of the message.
    names = {
        dict: _("an object"),
        list: _("a list"),
        str: _("a text"),
        bool: _("true or false"),
        int: _("a number"),
    }
    raise FormatError(place, _("Here must be %(kind)s.") % {"kind": names[kind]})


def members_of(
    value: Any, place: str, required: tuple[str, ...] = (), optional: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """An object, with all required keys and no unknown ones.

    Args:
        optional: further known keys; ``None`` lets any key pass.

    Raises:
        FormatError: no object, a missing key, or an unknown one.
    """
    found: dict[str, Any] = dict(expect(value, dict, place))
    for key in required:
        if key not in found:
            raise FormatError(place, _("The key “%(key)s” is missing.") % {"key": key})
    if optional is not None:
        check_known(found, (*required, *optional), place)
    return found


def check_known(found: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    """Refuse keys outside ``known``, and say which are known.

    Raises:
        FormatError: naming the first unknown key.
    """
    for key in found:
        if key not in known:
            names = ", ".join(known) or "–"
            reason = _("The key “%(key)s” is not known here. Known ones: %(known)s")
            raise FormatError(inside(place, str(key)), reason % {"key": key, "known": names})


def check_key(key: Any, place: str) -> str:
    """A name by which the file refers to something: letters, digits, ``-``, ``_``, ``.``; up to 30.

    Raises:
        FormatError: it is none.
    """
    if not _KEY.fullmatch(expect(key, str, place)):
        raise FormatError(place, _("A key has 1 to 30 letters, digits, “-”, “_” or “.”."))
    return str(key)


def time_of(text: str, place: str, zone: tzinfo) -> datetime:
    """A time as ISO 8601 writes it; without an offset it is meant in ``zone``.

    Raises:
        FormatError: it is none.
    """
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        reason = _("“%(value)s” is no time. Example: 2027-01-31T23:59:59+09:00")
        raise FormatError(place, reason % {"value": text})
    return found if found.tzinfo else found.replace(tzinfo=zone)
