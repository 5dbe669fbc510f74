"""An offer that ends: the price before and now, and until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.bubble_kind import SIZE, BubbleKind
from linesteps.messages.designs.colours import QUIET, WHITE
from linesteps.messages.designs.components import (
    Json,
    Part,
    box,
    bubble,
    column,
    picture,
    quiet,
    title,
    words,
)
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.fields import Buttons, Picture, Words
from linesteps.messages.designs.filled import WIDE, Filled
from linesteps.messages.kind import registry


class OfferMessage(BubbleKind):
    """A ready design for an offer with a deadline."""

    name = "offer"
    label = _("Limited offer")
    description = _("An offer with a deadline: the price before and now, and until when.")
    icon = "time"
    fields = (
        Words(name="ribbon", label=_("band at the top"), most=20, default=_("Limited offer")),
        Words(name="title", label=_("heading"), most=60, is_needed=True),
        Picture(name="image", label=_("image")),
        Words(name="text", label=_("text"), most=200, rows=3),
        Words(name="before", label=_("price before"), most=20, help_text=_("Shown with a line through it.")),
        Words(name="price", label=_("price now"), most=20, help_text=_("Such as “¥1,200”.")),
        Words(name="deadline", label=_("deadline"), most=40, help_text=_("Such as “Until 30 November”.")),
        Buttons(label=_("buttons"), most=2),
    )
    example = {
        "ribbon": _("Limited offer"),
        "title": _("Autumn box with six kinds of bread"),
        "image": "bread",
        "before": _("¥2,980"),
        "price": _("¥2,380"),
        "deadline": _("Until 30 November, 18:00"),
        "buttons": [{"label": _("Order now"), "url": EXAMPLE_PAGE}],
        "colour": "red",
    }

    def bubble(self, filled: Filled) -> Json:
        """A band of the colour above, the price large, the deadline on a tint."""
        ribbon = words(filled.words("ribbon"), color=WHITE, weight="bold", align="center")
        band = column(ribbon, backgroundColor=filled.colour.accent, paddingAll="8px")
        photo = picture(filled.picture("image", WIDE), WIDE)
        deadline = words(filled.words("deadline"), weight="bold", align="center", color=filled.colour.accent)
        body = box(
            "vertical",
            title(filled.words("title")),
            quiet(filled.words("text")),
            _price(filled),
            column(
                deadline,
                backgroundColor=filled.colour.tint,
                cornerRadius="8px",
                paddingAll="10px",
                margin="lg",
            ),
            spacing="sm",
        )
        return bubble(SIZE, hero=column(band, photo), body=body, footer=filled.buttons())


def _price(filled: Filled) -> Part:
    before = words(filled.words("before"), color=QUIET, decoration="line-through", flex=0)
    now = words(filled.words("price"), weight="bold", size="xxl", color=filled.colour.accent)
    return column(before, now, margin="lg")


registry.register(OfferMessage())
