"""Areas of a picture that can be tapped: LINE's imagemap actions, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from linesteps.blocks.link import LinkBlock
from linesteps.blocks.personal import LONGEST_STORED, PersonalCharBlock
from linesteps.line.limits import utf16_length
from linesteps.line.limits.imagemap import BASE_WIDTH, MAX_ACTIONS, MAX_MESSAGE_TEXT
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.buttons import name_in, url_problems
from linesteps.messages.parts.places import (
    SIDES,
    called,
    overlap_problems,
    place_fields,
    place_group,
    place_problems,
)
from linesteps.messages.parts.words import at, words_problems

Plain = Mapping[str, Any]

#: LINE's official SDK names this bound (line-bot-sdk-nodejs, ``ImageMapActionBase.label``).
LONGEST_LABEL = 50


def area_block() -> blocks.StructBlock:
    """What one area does, what it is called, and where it is."""
    return blocks.StructBlock(
        [
            ("url", LinkBlock(label=_("link"))),
            (
                "text",
                PersonalCharBlock(
                    label=_("or words that are sent"),
                    required=False,
                    max_length=MAX_MESSAGE_TEXT + LONGEST_STORED,
                    help_text=_(
                        "The friend sends you these words, as if typed. They can start a scenario by keyword; "
                        "they are not counted as a tap."
                    ),
                ),
            ),
            (
                "label",
                PersonalCharBlock(
                    label=_("what is to be seen there"),
                    required=False,
                    max_length=LONGEST_STORED,
                    help_text=_("Read aloud to people who cannot see the image. Results show it, too."),
                ),
            ),
            *place_fields(),
        ],
        form_layout=BlockGroup(
            [
                "url",
                "text",
                "label",
                place_group(),
            ]
        ),
        icon="ls-tap",
        label=_("Area"),
        label_format="{label}",
    )


def area_action(area: Plain, number: int, compiling: Compiling) -> dict[str, Any]:
    """LINE's imagemap action: a tracked link, or words that the friend sends.

    Args:
        number: counted from 1; results call an area by it.
    """
    label = (area.get("label") or "").strip()
    action: dict[str, Any] = {"area": {side: int(area[side]) for side in SIDES}}
    if label:
        action["label"] = label
    if area.get("url"):
        # Only imagemaps call the address so.
        named = name_in(f"{number}. {label}".strip(), "")
        return {"type": "uri", "linkUri": compiling.track(area["url"], named), **action}
    return {"type": "message", "text": area.get("text") or "", **action}


def areas_problems(areas: Sequence[Plain], height: int | None, compiling: Compiling) -> list[Problem]:
    """What must be mended, each told with the number of its area.

    Args:
        height: of the picture, in the units of areas; ``None`` while it is not known.
    """
    if not areas:
        text = _("There is no area yet, so a tap does nothing. Choose a layout or draw an area on the image.")
        return [Problem(message=text, path=("areas",))]
    found = []
    if len(areas) > MAX_ACTIONS:
        words = gettext("Up to %(max)s areas (now %(count)s). Remove some.")
        found.append(Problem(message=words % {"max": MAX_ACTIONS, "count": len(areas)}, path=("areas",)))
    for number, area in enumerate(areas):
        path = ("areas", number)
        told = [
            *_action_problems(area, compiling, path),
            *place_problems(area, BASE_WIDTH, height, path),
        ]
        found += at(called(number), told)
    return found + overlap_problems(areas, ("areas",))


def _action_problems(area: Plain, compiling: Compiling, path: tuple[str | int, ...]) -> list[Problem]:
    url, text = area.get("url") or "", area.get("text") or ""
    found = []
    if url and text.strip():
        words = _("A link and words are both given. Keep one of them.")
        found.append(Problem(message=words, path=(*path, "text")))
    elif not url and not text.strip():
        words = _("A tap does nothing here yet. Put in a link, or words that are sent.")
        found.append(Problem(message=words, path=(*path, "url")))
    found += url_problems(url, (*path, "url"))
    found += words_problems(
        text,
        compiling,
        (*path, "text"),
        field=_("words that are sent"),
        most=MAX_MESSAGE_TEXT,
        measure=utf16_length,
    )
    label = (*path, "label")
    return found + words_problems(
        area.get("label"),
        compiling,
        label,
        field=_("what is to be seen there"),
        most=LONGEST_LABEL,
        measure=utf16_length,
    )
