"""A menu or a list of prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.bubble_kind import SIZE, BubbleKind
from linesteps.messages.designs.components import Json, Part, box, bubble, line, picture, quiet, title, words
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.fields import Buttons, Picture, Rows, Words
from linesteps.messages.designs.filled import WIDE, Filled
from linesteps.messages.kind import registry

_ITEMS = Rows(
    name="items",
    label=_("menu"),
    item=_("Item"),
    most=20,
    fields=(
        Words(name="name", label=_("name"), most=40, help_text=_("Left empty, the row is left out.")),
        Words(name="price", label=_("price"), most=20),
        Words(name="note", label=_("words below"), most=60),
    ),
    key="name",
    beginning=({"name": "", "price": "", "note": ""},),
    is_needed=True,
)


class PriceListMessage(BubbleKind):
    """A ready design for dishes, treatments or courses with their prices."""

    name = "price_list"
    label = _("Menu and prices")
    description = _("Dishes, treatments or courses below each other, each with its price.")
    icon = "list-ul"
    fields = (
        Words(name="title", label=_("heading"), most=40, is_needed=True),
        Picture(name="image", label=_("image")),
        Words(name="text", label=_("text"), most=200, rows=3),
        _ITEMS,
        Words(name="note", label=_("small print"), most=200, rows=3),
        Buttons(label=_("buttons"), most=2),
    )
    example = {
        "title": _("Lunch this week"),
        "text": _("11:30 to 14:00, with soup and salad"),
        "items": [
            {"name": _("Mackerel with miso"), "price": _("¥980"), "note": _("From Hokkaido")},
            {"name": _("Vegetable curry"), "price": _("¥880"), "note": _("Can be made without milk")},
            {"name": _("Dish of the day"), "price": _("¥920")},
        ],
        "note": _("Prices with tax"),
        "buttons": [{"label": _("Book a table"), "url": EXAMPLE_PAGE}],
        "colour": "green",
    }

    def bubble(self, filled: Filled) -> Json:
        """The heading in the colour, and a thin line between two items."""
        items = [one for row in _ITEMS.filled(filled.value) for one in (line(), _item(row, filled))]
        body = box(
            "vertical",
            title(filled.words("title"), color=filled.colour.accent),
            quiet(filled.words("text")),
            box("vertical", *items[1:], spacing="md", margin="lg"),
            quiet(filled.words("note"), size="xs", margin="lg"),
            spacing="sm",
        )
        hero = picture(filled.picture("image", WIDE), WIDE)
        return bubble(SIZE, hero=hero, body=body, footer=filled.buttons())


def _item(row: Mapping[str, Any], filled: Filled) -> Part:
    said = {name: str(row.get(name) or "").strip() for name in ("name", "price", "note")}
    price = words(said["price"], flex=3, align="end", weight="bold", color=filled.colour.accent)
    first = box("horizontal", words(said["name"], flex=5, weight="bold"), price, spacing="md")
    return box("vertical", first, quiet(said["note"], size="xs"), spacing="xs")


registry.register(PriceListMessage())
