"""What a notification says of a designed message: what was typed for it, or else the message's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.personal import PersonalCharBlock
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.words import LONGEST_ALT_TEXT, NOTIFICATION, words_problems

#: The field; stored data carries the name.
ALT_TEXT = "alt_text"


def alt_text_block() -> blocks.Block:
    """One line."""
    return PersonalCharBlock(
        label=NOTIFICATION,
        required=False,
        max_length=LONGEST_ALT_TEXT,
        help_text=_("Left empty, the notification says the headings of the message."),
    )


def notification_problems(value: Mapping[str, Any], said: str, compiling: Compiling) -> list[Problem]:
    """No words at all, or what is wrong with those that were typed.

    Args:
        said: what the notification would say.
    """
    found = words_problems(
        value.get(ALT_TEXT), compiling, (ALT_TEXT,), field=NOTIFICATION, most=LONGEST_ALT_TEXT
    )
    if not said.strip():
        words = _("The notification has no words yet. Say in a few words what this is about.")
        found.append(Problem(message=words, path=(ALT_TEXT,)))
    return found
