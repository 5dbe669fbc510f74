"""Rectangles on a picture: their fields, whether they lie on it, and whether they overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from linesteps.messages.kind import Problem

Plain = Mapping[str, Any]

SIDES = ("x", "y", "width", "height")
_NUMBERS = (
    ("x", _("from the left"), 0),
    ("y", _("from the top"), 0),
    ("width", _("width"), 1),
    ("height", _("height"), 1),
)


def place_fields() -> list[tuple[str, blocks.Block]]:
    """Four number fields; in the browser they are drawn on the picture."""
    return [
        (side, blocks.IntegerBlock(label=label, required=False, min_value=least))
        for side, label, least in _NUMBERS
    ]


def place_group() -> BlockGroup:
    """How a form shows them."""
    return BlockGroup(list(SIDES), heading=_("Place and size"), icon="crosshairs", classname="ls-place")


def called(number: int) -> str:
    """What messages call an area by, counted from 0."""
    return gettext("Area %(number)s") % {"number": number + 1}


def place_problems(area: Plain, width: int, height: int | None, path: tuple[str | int, ...]) -> list[Problem]:
    """A place that is not complete, has no size, or is not wholly on the picture.

    Args:
        width: of the picture, in the units of areas.
        height: the same; ``None`` while it is not known.
    """
    missing = [side for side in SIDES if area.get(side) is None]
    if missing:
        text = _("Its place is not complete. Draw it on the image, or fill in the four numbers.")
        return [Problem(message=text, path=(*path, missing[0]))]
    left, top, wide, tall = (int(area[side]) for side in SIDES)
    if wide < 1 or tall < 1:
        text = _("It has no size. Make it larger.")
        return [Problem(message=text, path=(*path, "width" if wide < 1 else "height"))]
    if left < 0 or left + wide > width:
        words = gettext(
            "It reaches beyond the left or right edge of the image (%(end)s wide). Move it or make it smaller."
        )
        return [Problem(message=words % {"end": width}, path=(*path, "x"))]
    if top < 0 or (height is not None and top + tall > height):
        words = gettext(
            "It reaches beyond the upper or lower edge of the image (%(end)s high). Move it or make it smaller."
        )
        return [Problem(message=words % {"end": height or 0}, path=(*path, "y"))]
    return []


def overlap_problems(areas: Sequence[Plain], path: tuple[str | int, ...]) -> list[Problem]:
    """Areas of which only one gets a tap; told at the second of each two, and no error."""
    found = []
    for one, other in combinations(range(len(areas)), 2):
        if _overlap(areas[one], areas[other]):
            words = gettext(
                "%(one)s and %(other)s overlap. Only one of them gets a tap there. Move one of them or make it smaller."
            )
            said = words % {"one": called(one), "other": called(other)}
            found.append(Problem(message=said, path=(*path, other), is_error=False))
    return found


def _overlap(one: Plain, other: Plain) -> bool:
    if any(area.get(side) is None for area in (one, other) for side in SIDES):
        return False
    return all(
        int(one[start]) < int(other[start]) + int(other[size])
        and int(other[start]) < int(one[start]) + int(one[size])
        for start, size in (("x", "width"), ("y", "height"))
    )
