"""The picture of a rich message or rich video, which LINE fetches in five widths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model

from linesteps.line.limits.imagemap import BASE_WIDTH
from linesteps.messages.image import image_problems
from linesteps.messages.kind import Problem
from linesteps.messages.parts.picture_address import base_height
from linesteps.messages.referred import referred

#: No phone shows more at once, and a JPEG cannot be as high as anybody likes.
_HIGHEST = 10 * BASE_WIDTH


def picture_of(value: Mapping[str, Any]) -> Any:
    """The image that a value names in ``image``, or ``None``."""
    return referred(get_image_model(), value.get("image"))


def needed_picture(value: Mapping[str, Any]) -> Any:
    """The same, for compiling.

    Raises:
        LookupError: there is none; problems are asked for first.
    """
    image = picture_of(value)
    if image is None:
        raise LookupError("Problems are asked for first.")
    return image


def picture_problems(value: Mapping[str, Any]) -> list[Problem]:
    """A missing picture, or one that cannot be made into what LINE takes."""
    found = image_problems(value.get("image"), ("image",))
    image = None if found else picture_of(value)
    return found if image is None else [*found, *_fitness(image)]


def _fitness(image: Any) -> list[Problem]:
    if image.is_svg():
        text = _("LINE shows no SVG drawings. Choose a JPEG or PNG image.")
        return [Problem(message=text, path=("image",))]
    if base_height(image) > _HIGHEST:
        text = _("The image is more than ten times as high as wide. Cut it into several messages.")
        return [Problem(message=text, path=("image",))]
    if image.width < BASE_WIDTH:
        words = gettext(
            "The image is only %(width)s pixels wide and is made larger, so it may look blurred. "
            "Choose one of 1,040 pixels or more."
        )
        return [Problem(message=words % {"width": image.width}, path=("image",), is_error=False)]
    return []
