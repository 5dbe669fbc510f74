"""Another name and picture beside the messages of a send than the account's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.blocks.personal import LONGEST_STORED, PersonalCharBlock
from linesteps.line.limits import utf16_length
from linesteps.messages.image import image_problems, rendition_url
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.words import words_problems

#: Fields of a send; stored data carries the names.
NAME, ICON = "sender_name", "sender_icon"
#: LINE's bound (openapi/messaging-api.yml, ``Sender``).
_LONGEST = 20
#: Square, as LINE shows it round; PNG, as LINE's guide asks (docs, “Change icon and display name”).
_CUT = "fill-256x256|format-png"


def sender_fields() -> list[tuple[str, blocks.Block]]:
    """The name and the picture."""
    return [
        (
            NAME,
            PersonalCharBlock(
                label=_("sender's name"),
                required=False,
                max_length=LONGEST_STORED,
                help_text=_("Up to 20 characters. Left empty, LINE shows the account's own."),
            ),
        ),
        (ICON, ImageChooserBlock(label=_("sender's picture"), required=False)),
    ]


def sender_problems(value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
    """A name that LINE refuses, and a picture that it cannot fetch."""
    name, icon = value.get(NAME) or "", value.get(ICON)
    found = words_problems(
        name, compiling, (NAME,), field=_("sender's name"), most=_LONGEST, measure=utf16_length
    )
    # Written in full width it is the same word.
    if "LINE" in unicodedata.normalize("NFKC", name):
        text = _("LINE takes no sender's name with the word “LINE” in it. Choose another one.")
        found.append(Problem(message=text, path=(NAME,)))
    return found + (image_problems(icon, (ICON,)) if icon else [])


def with_sender(
    objects: Sequence[dict[str, Any]], value: Mapping[str, Any], compiling: Compiling
) -> list[dict[str, Any]]:
    """The message objects, each from that sender."""
    sender = {}
    if (value.get(NAME) or "").strip():
        sender["name"] = value[NAME].strip()
    if value.get(ICON):
        sender["iconUrl"] = rendition_url(value[ICON], _CUT, compiling)
    return [{**one, "sender": sender} for one in objects] if sender else list(objects)
