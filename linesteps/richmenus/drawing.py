"""The form on which a menu's picture and areas are drawn, and how its value is kept on the model."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.line.limits.rich_menu import MAX_AREAS
from linesteps.messages.parts.buttons import items_of
from linesteps.richmenus.areas import area_block
from linesteps.richmenus.models import RichMenu


class DrawingBlock(blocks.StructBlock):
    """The form; in the browser, the areas are drawn on the picture (``linesteps.admin.areas``)."""


def drawing_block() -> DrawingBlock:
    """Size, picture and areas, loose enough for unfinished menus."""
    image = ImageChooserBlock(
        label=_("image"),
        required=False,
        help_text=_("2,500 × 1,686 pixels for a large menu, 2,500 × 843 for a compact one."),
    )
    size = blocks.ChoiceBlock(choices=RichMenu.Size.choices, default=RichMenu.Size.LARGE, label=_("size"))
    areas = blocks.ListBlock(area_block(), label=_("areas"), max_num=MAX_AREAS, default=[], required=False)
    return DrawingBlock([("size", size), ("image", image), ("areas", areas)])


def drawn(block: DrawingBlock, menu: RichMenu) -> Any:
    """The form's value for a menu."""
    return block.to_python({"size": menu.size, "image": menu.image_id, "areas": menu.areas})


def keep(block: DrawingBlock, value: Any, menu: RichMenu) -> None:
    """Put the form's value onto a menu, unsaved."""
    plain = json.loads(json.dumps(block.get_prep_value(value), cls=DjangoJSONEncoder))
    menu.size = plain["size"] or RichMenu.Size.LARGE
    menu.image_id = plain["image"]
    menu.areas = items_of(plain, "areas")
