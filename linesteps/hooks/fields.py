"""Places in a report, written with dots as in ``data.order.total``, and the list of them in an example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from linesteps.fields import storable_json
from linesteps.followers.property_values import value_at
from linesteps.hooks.reasons import Reason

MAX_BYTES = 64 * 1024
#: Nested objects and lists.
DEEPEST = 12
#: Places of an example that are offered.
MOST_PLACES = 100
MAX_PLACE = 200


class NotRead(Exception):
    """No report; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


class Place(NamedTuple):
    """One value of an example, and where it stands."""

    path: str
    value: Any


def read(body: bytes) -> dict[str, Any]:
    """The report in a body.

    Raises:
        NotRead: it is too large, no JSON object, or nested too deeply.
    """
    if len(body) > MAX_BYTES:
        raise NotRead(Reason.TOO_LARGE)
    try:
        found = json.loads(body)
    except RecursionError:
        raise NotRead(Reason.TOO_DEEP) from None
    except ValueError:
        raise NotRead(Reason.NOT_JSON) from None
    if not isinstance(found, dict):
        raise NotRead(Reason.NOT_JSON)
    try:
        plain: dict[str, Any] = storable_json(found, DEEPEST)
    except (ValueError, RecursionError):
        raise NotRead(Reason.TOO_DEEP) from None
    return plain


def text_at(report: Any, path: str) -> str:
    """A text or number at a place as text; empty for nothing, yes or no, a list or an object."""
    found = value_at(report, path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return str(found).strip()


def places(example: Any) -> list[Place]:
    """The places of an example with a plain value, in its order; no more than ``MOST_PLACES``."""
    return [place for place, _number in zip(_walk(example, ""), range(MOST_PLACES), strict=False)]


def _walk(value: Any, path: str) -> Iterator[Place]:
    if isinstance(value, Mapping):
        members = [(str(key), part) for key, part in value.items()]
    elif isinstance(value, list):
        members = [(str(number), part) for number, part in enumerate(value[:3])]
    else:
        yield Place(path, value)
        return
    for key, part in members:
        # A name with a dot in it cannot be told from two names.
        below = f"{path}.{key}" if path else key
        if "." not in key and key and len(below) <= MAX_PLACE:
            yield from _walk(part, below)
