"""How the form of a rich menu is drawn in the browser: as that of a rich message, in the menu's own units."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register

from linesteps.admin.areas.adapter import AreasAdapter, strings
from linesteps.line.limits.rich_menu import MAX_AREAS
from linesteps.richmenus.areas import Does
from linesteps.richmenus.drawing import DrawingBlock
from linesteps.richmenus.models import PIXELS, RichMenu


class DrawingAdapter(AreasAdapter):
    """Wagtail's own form, and a picture that writes its number fields."""

    js_constructor = "linesteps.RichMenuDrawing"

    def js_args(self, block: DrawingBlock) -> list[Any]:
        """Wagtail's, with the words of the picture and what a new area holds."""
        name, children, meta = super().js_args(block)
        drawing = {
            "width": PIXELS[RichMenu.Size.LARGE][0],
            "most": MAX_AREAS,
            # The key of the image is put in by the script, and the size behind it.
            "url": reverse("linesteps_rich_menus:picture", args=[0]),
            "blank": {"does": Does.LINK.value, "url": "", "text": "", "tab": None, "phone": "", "label": ""},
            "first": "does",
            "strings": {
                **strings(),
                "settings": _("To the settings of this area"),
                "help": _(
                    "Choose a layout, or draw an area on the image. Drag an area to move it, and its edges to make it "
                    "larger or smaller. Keyboard: arrow keys move by 10, with Ctrl by 1, with Shift they change the "
                    "size; Delete removes, Enter goes to the settings of the area."
                ),
            },
        }
        return [name, children, {**meta, "drawing": drawing}]


register(DrawingAdapter(), DrawingBlock)
