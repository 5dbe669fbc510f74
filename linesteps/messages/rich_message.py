"""A picture with areas that can be tapped (LINE's imagemap)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from linesteps.line.limits.imagemap import BASE_WIDTH, MAX_ACTIONS
from linesteps.messages.image import image_problems
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.areas import area_action, area_block, areas_problems
from linesteps.messages.parts.buttons import items_of
from linesteps.messages.parts.picture_address import base_height, base_url
from linesteps.messages.parts.words import LONGEST_ALT_TEXT, words_problems
from linesteps.messages.referred import referred
from linesteps.personalise import readable

Plain = Mapping[str, Any]

#: No phone shows more at once, and a JPEG cannot be as high as anybody likes.
_HIGHEST = 10 * BASE_WIDTH


class RichMessageBlock(blocks.StructBlock):
    """The form; in the browser, the areas are drawn on the picture (``linesteps.admin.areas``)."""


class RichMessage(MessageKind):
    """LINE's imagemap, called a rich message in LINE Official Account Manager."""

    name = "rich_message"

    def block(self) -> blocks.Block:
        """The picture, its areas, and what the notification says."""
        image = ImageChooserBlock(
            label=_("image"),
            required=False,
            help_text=_("1,040 pixels wide or more. It is shown as wide as the chat."),
        )
        alt_text = blocks.CharBlock(
            label=_("words in the notification"),
            required=False,
            max_length=LONGEST_ALT_TEXT,
            help_text=_("Also read aloud to people who cannot see the image."),
        )
        areas = blocks.ListBlock(
            area_block(), label=_("areas"), max_num=MAX_ACTIONS, default=[], required=False
        )
        return RichMessageBlock(
            [("image", image), ("areas", areas), ("alt_text", alt_text)],
            icon="ls-areas",
            label=_("Rich message"),
            label_format="{alt_text}",
        )

    def compile(self, value: Plain, compiling: Compiling) -> dict[str, Any]:
        """``{"type": "imagemap"}``; the picture is fetched in LINE's five widths."""
        image = _image(value)
        if image is None:
            raise LookupError("Problems are asked for first.")
        areas = enumerate(items_of(value, "areas"), start=1)
        return {
            "type": "imagemap",
            "baseUrl": base_url(image, compiling),
            "altText": value.get("alt_text") or "",
            "baseSize": {"width": BASE_WIDTH, "height": base_height(image)},
            "actions": [area_action(area, number, compiling) for number, area in areas],
        }

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """A missing or unfit picture, areas that LINE would refuse or nobody could tap, missing words."""
        found = image_problems(value.get("image"), ("image",))
        image = None if found else _image(value)
        height = None
        if image is not None:
            found += _fitness(image)
            height = base_height(image)
        found += areas_problems(items_of(value, "areas"), height, compiling)
        alt_text = value.get("alt_text") or ""
        if not alt_text.strip():
            text = _("The notification has no words yet. Say in a few words what the image shows.")
            found.append(Problem(message=text, path=("alt_text",)))
        return found + words_problems(alt_text, compiling, ("alt_text",), most=LONGEST_ALT_TEXT)

    def summary(self, value: Plain) -> str:
        """What the notification says, else how many areas there are."""
        words = readable(str(value.get("alt_text") or "")).strip()
        if words:
            return words[:40]
        count = len(items_of(value, "areas"))
        if not count:
            return gettext("Rich message")
        return ngettext("Rich message with %(count)s area", "Rich message with %(count)s areas", count) % {
            "count": count
        }


def _image(value: Plain) -> Any:
    return referred(get_image_model(), value.get("image"))


def _fitness(image: Any) -> list[Problem]:
    """Whether the picture can be made into what LINE takes."""
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


registry.register(RichMessage())
