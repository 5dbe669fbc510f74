"""How StreamField draws a rich message in the browser: its fields, and the picture on which areas are drawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from linesteps.line.limits.imagemap import BASE_WIDTH, MAX_ACTIONS
from linesteps.messages.rich_message import RichMessageBlock


class AreasAdapter(StructBlockAdapter):
    """An adapter with the script and style sheet of the picture."""

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's blocks first: ours builds on them."""
        stock: forms.Media = super().media
        return stock + forms.Media(
            js=[versioned_static("linesteps/areas.js")],
            css={"all": [versioned_static("linesteps/areas.css")]},
        )


class RichMessageAdapter(AreasAdapter):
    """Wagtail's own form, and a picture that writes its number fields: without the script they still work."""

    js_constructor = "linesteps.RichMessage"

    def js_args(self, block: RichMessageBlock) -> list[Any]:
        """Wagtail's, with the words of the picture."""
        name, children, meta = super().js_args(block)
        drawing = {
            "width": BASE_WIDTH,
            "most": MAX_ACTIONS,
            # The key of the image is put in by the script.
            "url": reverse("linesteps_areas:picture", args=[0]),
            "blank": {"url": "", "text": "", "label": ""},
            "first": "url",
            "strings": strings(),
        }
        return [name, children, {**meta, "drawing": drawing}]


def strings() -> dict[str, str]:
    """By key; ``{…}`` are places that the script fills."""
    return {
        "title": _("Areas on the image"),
        "layouts": _("Layouts"),
        "one": _("1 area"),
        "columns2": _("2 areas side by side"),
        "rows2": _("2 areas, one below the other"),
        "rows3": _("3 areas, one below the other"),
        "columns3": _("3 areas side by side"),
        "oneOverTwo": _("1 area above, 2 below"),
        "oneOverThree": _("1 area above, 3 below"),
        "four": _("4 areas"),
        "six": _("6 areas"),
        "add": _("Add an area"),
        "remove": _("Delete this area"),
        "settings": _("To the link of this area"),
        "fewer": _("Areas that have a link or words already would be deleted. Go on?"),
        "help": _(
            "Choose a layout, or draw an area on the image. Drag an area to move it, and its edges to make it "
            "larger or smaller. Keyboard: arrow keys move by 10, with Ctrl by 1, with Shift they change the size; "
            "Delete removes, Enter goes to the link."
        ),
        "noImage": _("Choose an image first; then draw here what can be tapped."),
        "offline": _("The image cannot be shown here at the moment. The numbers below still work."),
        "area": _("Area {number}: from the left {x}, from the top {y}, width {width}, height {height}"),
        "outside": _("Area {number} is not wholly on the image. Move it or make it smaller."),
        "overlap": _("Area {one} and area {other} overlap. Only one of them gets a tap there."),
        "incomplete": _("The place of area {number} is not complete."),
        "removed": _("Area {number} was deleted."),
        "full": _("There are {most} areas already; LINE takes no more."),
    }


register(RichMessageAdapter(), RichMessageBlock)
