"""Areas of a picture that can be tapped: LINE's imagemap actions, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from linesteps.blocks.personal import LONGEST_STORED, PersonalCharBlock
from linesteps.line.limits import utf16_length
from linesteps.line.limits.imagemap import BASE_WIDTH, MAX_ACTIONS, MAX_MESSAGE_TEXT
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.buttons import name_in, url_problems
from linesteps.messages.parts.words import at, words_problems

Plain = Mapping[str, Any]

#: LINE's official SDK names this bound (line-bot-sdk-nodejs, ``ImageMapActionBase.label``).
LONGEST_LABEL = 50
SIDES = ("x", "y", "width", "height")


def area_block() -> blocks.StructBlock:
    """What one area does, what it is called, and where it is."""
    return blocks.StructBlock(
        [
            ("url", blocks.CharBlock(label=_("link"), required=False)),
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
            *((side, _number(label, least)) for side, label, least in _NUMBERS),
        ],
        form_layout=BlockGroup(
            [
                "url",
                "text",
                "label",
                BlockGroup(list(SIDES), heading=_("Place and size"), icon="crosshairs", classname="ls-place"),
            ]
        ),
        icon="ls-tap",
        label=_("Area"),
        label_format="{label}",
    )


_NUMBERS = (
    ("x", _("from the left"), 0),
    ("y", _("from the top"), 0),
    ("width", _("width"), 1),
    ("height", _("height"), 1),
)


def _number(label: Any, least: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label=label, required=False, min_value=least)


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
        told = [*_action_problems(area, compiling, path), *_place_problems(area, height, path)]
        found += at(_called(number), told)
    for one, other in combinations(range(len(areas)), 2):
        if _overlap(areas[one], areas[other]):
            words = gettext(
                "%(one)s and %(other)s overlap. Only one of them gets a tap there. Move one of them or make it smaller."
            )
            said = words % {"one": _called(one), "other": _called(other)}
            found.append(Problem(message=said, path=("areas", other), is_error=False))
    return found


def _called(number: int) -> str:
    return gettext("Area %(number)s") % {"number": number + 1}


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
    found += words_problems(text, compiling, (*path, "text"), most=MAX_MESSAGE_TEXT, measure=utf16_length)
    label = (*path, "label")
    return found + words_problems(
        area.get("label"), compiling, label, most=LONGEST_LABEL, measure=utf16_length
    )


def _place_problems(area: Plain, height: int | None, path: tuple[str | int, ...]) -> list[Problem]:
    missing = [side for side in SIDES if area.get(side) is None]
    if missing:
        text = _("Its place is not complete. Draw it on the image, or fill in the four numbers.")
        return [Problem(message=text, path=(*path, missing[0]))]
    left, top, width, tall = (int(area[side]) for side in SIDES)
    if width < 1 or tall < 1:
        text = _("It has no size. Make it larger.")
        return [Problem(message=text, path=(*path, "width" if width < 1 else "height"))]
    if left < 0 or left + width > BASE_WIDTH:
        words = gettext("It is wider than the image, which ends at %(end)s. Move it or make it smaller.")
        return [Problem(message=words % {"end": BASE_WIDTH}, path=(*path, "x"))]
    if top < 0 or (height is not None and top + tall > height):
        words = gettext("It is out of the image, which ends at %(end)s below. Move it or make it smaller.")
        return [Problem(message=words % {"end": height or 0}, path=(*path, "y"))]
    return []


def _overlap(one: Plain, other: Plain) -> bool:
    if any(area.get(side) is None for area in (one, other) for side in SIDES):
        return False
    return all(
        int(one[start]) < int(other[start]) + int(other[size])
        and int(other[start]) < int(one[start]) + int(one[size])
        for start, size in (("x", "width"), ("y", "height"))
    )
