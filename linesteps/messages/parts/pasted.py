"""Flex Messages as people paste them: JSON that somebody else wrote, so nothing about it is certain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from linesteps.errors import LinestepsError

#: Of an action object or of its twin for computers (reference, “URI action”).
_ADDRESSES = ("uri", "desktop")


class NotFlex(LinestepsError):
    """A text is no Flex Message; the message says why, in the editor's language."""


def read_flex(text: str) -> dict[str, Any]:
    """The ``contents`` of a Flex Message: a bubble or carousel, or the message around one.

    Raises:
        NotFlex: it cannot be read, or is something else.
    """
    try:
        found = json.loads(text, parse_constant=_refuse)
        if isinstance(found, Mapping) and found.get("type") == "flex":
            found = found.get("contents")
        whole = json.dumps(found, ensure_ascii=False)
        whole.encode()
    except json.JSONDecodeError as error:
        words = _("The code cannot be read: see line %(line)s, character %(column)s. Copy all of it again.")
        raise NotFlex(words % {"line": error.lineno, "column": error.colno}) from None
    except RecursionError:
        raise NotFlex(_("The parts of this Flex Message are nested too deeply.")) from None
    except ValueError:
        raise NotFlex(_("The code has characters that cannot be sent. Remove them.")) from None
    # PostgreSQL keeps no such character.
    if "\\u0000" in whole:
        raise NotFlex(_("The code has characters that cannot be sent. Remove them."))
    if not isinstance(found, Mapping) or found.get("type") not in {"bubble", "carousel"}:
        raise NotFlex(_("This is no Flex Message: “type” must be “bubble” or “carousel”."))
    return dict(found)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")


def strings_in(value: Any) -> Iterator[str]:
    """All texts, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_in(part)


def addresses_in(value: Any) -> Iterator[str]:
    """All web addresses that taps open, in order."""
    found: list[str] = []

    def note(url: str, _name: str) -> str:
        found.append(url)
        return url

    with_addresses(value, note)
    yield from found


def with_addresses(value: Any, replace: Callable[[str, str], str], said: str = "") -> Any:
    """A copy in which ``replace(address, words of what is tapped)`` stands for each web address.

    Args:
        said: the words of the part around ``value``.
    """
    if isinstance(value, list):
        return [with_addresses(part, replace) for part in value]
    if not isinstance(value, Mapping):
        return value
    copy = {}
    words = str(value.get("label") or "") or said
    for name, part in value.items():
        if name in _ADDRESSES and isinstance(part, str) and part.startswith(("http://", "https://")):
            copy[name] = replace(part, words)
        elif name in {"action", "altUri"}:
            copy[name] = with_addresses(part, replace, words or _first_words(value))
        else:
            copy[name] = with_addresses(part, replace)
    return copy


def _first_words(value: Any) -> str:
    """The first text in a part that can be tapped."""
    if isinstance(value, list):
        return next((words for words in map(_first_words, value) if words), "")
    if not isinstance(value, Mapping):
        return ""
    return str(value.get("text") or "") or _first_words(
        [part for name, part in value.items() if name != "action" and isinstance(part, list | Mapping)]
    )
