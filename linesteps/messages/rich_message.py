"""A picture with areas that can be tapped (LINE's imagemap)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.line.limits.imagemap import BASE_WIDTH, MAX_ACTIONS
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.areas import area_action, area_block, areas_problems
from linesteps.messages.parts.base_picture import needed_picture, picture_of, picture_problems
from linesteps.messages.parts.buttons import items_of
from linesteps.messages.parts.described import described_block, described_problems, described_summary
from linesteps.messages.parts.picture_address import base_height, base_url

Plain = Mapping[str, Any]


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
        alt_text = described_block(_("Also read aloud to people who cannot see the image."))
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
        image = needed_picture(value)
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
        found, image = picture_problems(value), picture_of(value)
        height = None if image is None else base_height(image)
        found += areas_problems(items_of(value, "areas"), height, compiling)
        missing = _("The notification has no words yet. Say in a few words what the image shows.")
        return found + described_problems(value, compiling, missing)

    def summary(self, value: Plain) -> str:
        """What the notification says, else how many areas there are."""
        if words := described_summary(value):
            return words
        count = len(items_of(value, "areas"))
        if not count:
            return gettext("Rich message")
        return ngettext("Rich message with %(count)s area", "Rich message with %(count)s areas", count) % {
            "count": count
        }


registry.register(RichMessage())
