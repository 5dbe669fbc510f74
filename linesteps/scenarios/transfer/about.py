"""What a file says of itself as a template; an import passes over it."""

from __future__ import annotations

from typing import Any

from linesteps.scenarios.transfer.reading import expect, inside, members_of

_TEXTS = ("goal", "trade")


def check_about(value: Any, place: str) -> dict[str, Any]:
    """The object ``template``: ``goal``, ``trade``, ``sends_on`` (days) and ``needs`` (sentences).

    Raises:
        FormatError: a key is unknown, or a value of the wrong type.
    """
    found = members_of(value, place, (), (*_TEXTS, "sends_on", "needs"))
    for name in _TEXTS:
        expect(found.get(name, ""), str, inside(place, name))
    for name, kind in (("sends_on", int), ("needs", str)):
        for number, one in enumerate(expect(found.get(name, []), list, inside(place, name))):
            expect(one, kind, inside(inside(place, name), number))
    return found
