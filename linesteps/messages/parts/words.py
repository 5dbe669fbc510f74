"""Words in messages: whether they fit, and what a notification says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import regex
from django.utils.translation import gettext as _

from linesteps import personalise
from linesteps.line.limits import grapheme_length
from linesteps.messages.kind import Compiling, Problem, text_problems

#: LINE takes 1,500 characters (reference, “Template messages”, ``altText``), and no notification shows as many.
LONGEST_ALT_TEXT = 400


def words_problems(
    text: Any,
    compiling: Compiling,
    path: tuple[str | int, ...],
    *,
    most: int,
    measure: Callable[[str], int] = grapheme_length,
) -> list[Problem]:
    """Placeholders that nothing can fill, or else more characters than LINE takes.

    Args:
        most: as LINE's reference says for this place.
        measure: how LINE counts there.
    """
    text = text or ""
    found = text_problems(text, compiling, path)
    length = measure(compiling.longest(text))
    if found or length <= most:
        return found
    if personalise.tokens(text):
        words = _(
            "With long names or values here these are %(count)s characters; LINE takes %(max)s at most. "
            "Shorten the text, or show less of the value."
        )
    else:
        words = _("These are %(count)s characters; LINE takes %(max)s at most. Shorten the text.")
    return [Problem(message=words % {"count": length, "max": most}, path=path)]


def at(place: Any, found: Iterable[Problem]) -> list[Problem]:
    """The same problems, each with the part of the message that it is about: forms list them all at the top."""
    return [replace(problem, message=f"{place}: {problem.message}") for problem in found]


def shortened(text: str, most: int) -> str:
    """The text, or as much of it as fits, with “…” where the rest is missing.

    Args:
        most: characters as people count them.
    """
    if grapheme_length(text) <= most:
        return text
    kept = regex.findall(r"\X", text)[: most - 1]
    return "".join(kept).rstrip() + "…"


def alt_text(*parts: Any) -> str:
    """What the notification and the list of chats say of a message without a text of its own.

    Args:
        parts: texts, the telling ones first; empty ones are left out.
    """
    text = " ".join(str(part).strip() for part in parts if part)
    if len(text) <= LONGEST_ALT_TEXT:
        return text
    cut = text[: LONGEST_ALT_TEXT - 1]
    # Half a placeholder would be read as words.
    opened = cut.rfind("{{")
    return (cut if opened <= cut.rfind("}}") else cut[:opened]).rstrip() + "…"
