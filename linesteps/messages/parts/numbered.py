"""Parts of one message that stand side by side or below each other: how they are counted and called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from linesteps.messages.kind import Problem, Text
from linesteps.personalise import readable

Plain = Mapping[str, Any]
_LONGEST_SUMMARY = 24


def count_problems(
    label: Text, parts: Sequence[Plain], *, most: int, path: tuple[str | int, ...]
) -> list[Problem]:
    """More parts than there may be.

    Args:
        label: what they are called, such as “cards”.
    """
    if len(parts) <= most:
        return []
    text = gettext("“%(field)s”: up to %(max)s (now %(count)s). Remove some or send a second message.")
    return [Problem(message=text % {"field": label, "max": most, "count": len(parts)}, path=path)]


def numbered(number: int, words: Any) -> str:
    """What results call a part, such as ``2. Mackerel``; the first one has the number 1."""
    return f"{number}. {words or ''}".rstrip()


def first_and_more(headings: Sequence[str]) -> str:
    """A few words that tell one message from others: its first part, and how many more there are."""
    if not headings:
        return ""
    first = readable(headings[0])[:_LONGEST_SUMMARY]
    if len(headings) == 1 or not first:
        return first
    return gettext("%(title)s and %(count)s more") % {"title": first, "count": len(headings) - 1}
