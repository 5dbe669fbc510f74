"""Words in messages: whether they fit, and what a notification says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import regex
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linesteps import personalise
from linesteps.line.limits import grapheme_length
from linesteps.messages.kind import Compiling, Problem, text_problems

#: LINE takes 1,500 characters (reference, “Template messages”, ``altText``), and no notification shows as many.
LONGEST_ALT_TEXT = 400
#: What the forms call them.
NOTIFICATION = gettext_lazy("words in the notification")


def words_problems(
    text: Any,
    compiling: Compiling,
    path: tuple[str | int, ...],
    *,
    field: Any,
    most: int,
    measure: Callable[[str], int] = grapheme_length,
) -> list[Problem]:
    """Placeholders that nothing can fill, or else more characters than there is room for.

    Args:
        field: what the form calls the place; forms list all problems at the top.
        most: as LINE's reference says for this place, or as we do.
        measure: how LINE counts there.
    """
    text = text or ""
    found = at(field, text_problems(text, compiling, path))
    longest = compiling.longest(text)
    if measure(longest) <= most or any(one.is_error for one in found):
        return found
    return [
        *found,
        Problem(message=too_long(field, longest, most, measure, personalise.tokens(text)), path=path),
    ]


def too_long(field: Any, text: str, most: int, measure: Callable[[str], int], is_filled: Any = False) -> str:
    """Says by how much a text is too long, and what to do.

    Args:
        text: with placeholders as long as they can become.
        is_filled: whether it has any.
    """
    said = _("“%(field)s” has %(count)s characters; %(max)s fit there. Shorten it.")
    if is_filled:
        said = _(
            "With long names or values, “%(field)s” has %(count)s characters; %(max)s fit there. "
            "Shorten it, or show less of the value."
        )
    count, bound = (number_format(number, force_grouping=True) for number in (measure(text), most))
    words = said % {"field": field, "count": count, "max": bound}
    if measure(text) > grapheme_length(text):
        # Else somebody who counts the letters finds fewer, and takes us for wrong.
        words = _("%(sentence)s LINE counts most emoji as two.") % {"sentence": words}
    return words


def at(place: Any, found: Iterable[Problem]) -> list[Problem]:
    """The same problems, each with the part of the message that it is about: forms list them all at the top."""
    return [replace(problem, message=f"{capfirst(str(place))}: {problem.message}") for problem in found]


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
