"""Words for those who do not see a picture: the notification's, and what is read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linesteps.blocks.personal import PersonalCharBlock
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.words import LONGEST_ALT_TEXT, NOTIFICATION, words_problems
from linesteps.personalise import readable

Plain = Mapping[str, Any]

#: The name of the field.
FIELD = "alt_text"
_LONGEST_SUMMARY = 40


def described_block(help_text: Any) -> PersonalCharBlock:
    """The field, which must not stay empty."""
    return PersonalCharBlock(
        label=NOTIFICATION,
        required=False,
        max_length=LONGEST_ALT_TEXT,
        help_text=help_text,
    )


def described_problems(value: Plain, compiling: Compiling, missing: Any) -> list[Problem]:
    """No words, or too many.

    Args:
        missing: what to say where there are none.
    """
    words = value.get(FIELD) or ""
    found = [] if words.strip() else [Problem(message=missing, path=(FIELD,))]
    return found + words_problems(words, compiling, (FIELD,), field=NOTIFICATION, most=LONGEST_ALT_TEXT)


def described_summary(value: Plain) -> str:
    """Their beginning, by which the message is told from others; empty without any."""
    return readable(str(value.get(FIELD) or "")).strip()[:_LONGEST_SUMMARY]
