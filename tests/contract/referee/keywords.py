"""What JSON Schema cannot say of LINE's limits, or says otherwise: lengths, bytes and formats.

Written anew rather than taken from ``linesteps.line.limits``, which is judged by it.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import regex
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

#: RFC 3986: a scheme, and then only characters that need no percent-encoding, or such an encoding.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")

formats = FormatChecker(formats=())


@formats.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(_URI.fullmatch(value))


@formats.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(uuid.UUID(value)) == value.lower()


@formats.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@formats.checks("int64")
def _is_int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _max_length(_judge: Any, most: int, value: Any, _schema: Any) -> Iterator[ValidationError]:
    # LINE counts UTF-16 code units (docs, “Character counting in a text”); JSON Schema, code points.
    if isinstance(value, str) and _units(value) > most:
        yield ValidationError(f"{_units(value)} units of UTF-16 are more than {most}")


def _max_graphemes(_judge: Any, most: int, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and len(regex.findall(r"\X", value)) > most:
        yield ValidationError(f"More than {most} characters")


def _max_bytes(_judge: Any, most: int, value: Any, _schema: Any) -> Iterator[ValidationError]:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8", "surrogatepass")) > most:
        yield ValidationError(f"More than {most} bytes of JSON")


#: A validator of JSON Schema 2020-12 with LINE's way of counting.
Judge = extend(
    Draft202012Validator,
    {"maxLength": _max_length, "x-maxGraphemes": _max_graphemes, "x-maxBytes": _max_bytes},
)
