"""Properties that LINE does not document, and values of another type than it does.

Whether LINE refuses an undocumented property or ignores it is not documented either, so none is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from linesteps.line.limits.report import Report
from linesteps.line.limits.shapes import (
    FLAG,
    LONG,
    NUMBER,
    SHAPES,
    SUBTYPES,
    TEXT,
    WHOLE,
    Kind,
    Many,
    Named,
    One,
)

#: Deeper than the components of a Flex Message may be nested.
_MAX_DEPTH = 200


class _Wrong(NamedTuple):
    code: str
    message: str
    allowed: str = ""


def check_structure(report: Report, value: Any, shape: str, path: str, depth: int = 0) -> None:
    """Check an object and all within; what was noted already is not noted twice."""
    if not isinstance(value, dict) or depth > _MAX_DEPTH:
        return
    if shape in SUBTYPES:
        kind = value.get("type")
        known = SUBTYPES[shape]
        if not isinstance(kind, str) or kind not in known:
            _note(report, f"{path}.type", _no_word(known))
            return
        shape = known[kind]
    properties = SHAPES[shape]
    for name, part in value.items():
        place = f"{path}.{name}"
        if name not in properties:
            report.note(place, "not_allowed_here", "This property is not documented")
        elif (wrong := _wrong(part, properties[name])) is not None:
            _note(report, place, wrong)
        else:
            for inner, inner_shape, inner_place in _within(part, properties[name], place):
                check_structure(report, inner, inner_shape, inner_place, depth + 1)


def _note(report: Report, path: str, wrong: _Wrong) -> None:
    more = {"allowed": wrong.allowed} if wrong.allowed else {}
    report.note(path, wrong.code, wrong.message, **more)


def _wrong(value: Any, kind: Kind) -> _Wrong | None:
    """What is wrong with a value itself."""
    if isinstance(kind, One | Named):
        return None if isinstance(value, dict) else _Wrong("wrong_type", "Must be an object")
    if isinstance(kind, Many):
        is_right = isinstance(value, list) and all(isinstance(one, dict) for one in value)
        return None if is_right else _Wrong("wrong_type", "Must be an array of objects")
    if isinstance(kind, tuple):
        return None if isinstance(value, str) and value in kind else _no_word(kind)
    return None if _is(value, kind) else _Wrong("wrong_type", f"Must be {kind}")


def _no_word(known: Iterable[str]) -> _Wrong:
    listed = ", ".join(known)
    return _Wrong("bad_value", f"Must be one of the following values: [{listed}]", listed)


def _is(value: Any, kind: str) -> bool:
    if kind == TEXT:
        return isinstance(value, str)
    if kind == FLAG:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind == WHOLE:
        return isinstance(value, int) and -(2**31) <= value < 2**31
    if kind == LONG:
        return isinstance(value, int) and -(2**63) <= value < 2**63
    return kind == NUMBER and isinstance(value, int | float)


def _within(value: Any, kind: Kind, path: str) -> Iterator[tuple[Any, str, str]]:
    if isinstance(kind, One):
        yield value, kind.shape, path
    elif isinstance(kind, Many):
        for index, one in enumerate(value):
            yield one, kind.shape, f"{path}[{index}]"
    elif isinstance(kind, Named):
        for name, one in value.items():
            yield one, kind.shape, f"{path}.{name}"
