"""Cards of products: pictures, name, price and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.card_kind import SIZE, CardKind
from linesteps.messages.designs.components import Json, Part, box, bubble, picture, pill, quiet, title, words
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.fields import Buttons, Picture, Words
from linesteps.messages.designs.filled import SQUARE, WIDE, Filled
from linesteps.messages.kind import registry


class ProductCardsMessage(CardKind):
    """As the product design of LINE Official Account Manager's card-type messages."""

    name = "product_cards"
    label = _("Product cards")
    description = _("Goods or dishes side by side, with picture, name, price and buttons.")
    fills_from_page = True
    fields = (
        Picture(name="image", label=_("image")),
        Picture(name="image_2", label=_("second image"), help_text=_("Stands small beside the first one.")),
        Picture(name="image_3", label=_("third image"), help_text=_("Stands below the second one.")),
        Words(name="ribbon", label=_("ribbon"), most=10, help_text=_("Such as “New”.")),
        Words(name="title", label=_("name of the product"), most=40, is_needed=True),
        Words(name="text", label=_("text"), most=100, rows=3),
        Words(name="price", label=_("price"), most=20, help_text=_("Such as “¥1,200”.")),
        Buttons(label=_("buttons"), most=2),
    )
    example = {
        "cards": [
            {
                "image": "bread",
                "ribbon": _("Just in"),
                "title": _("Walnut bread"),
                "text": _("Baked at seven each morning, with walnuts from Nagano."),
                "price": _("¥480"),
                "buttons": [{"label": _("Order"), "url": EXAMPLE_PAGE}, {"label": _("Keep one for me")}],
            },
            {
                "image": "cake",
                "title": _("Lemon cake"),
                "text": _("Fresh and not too sweet."),
                "price": _("¥620"),
                "buttons": [{"label": _("Order"), "url": EXAMPLE_PAGE}, {"label": _("Keep one for me")}],
            },
        ],
        "more": {"label": _("See all"), "url": EXAMPLE_PAGE},
    }

    def bubble(self, card: Filled) -> Json:
        """The pictures above, the words below them, the price last."""
        pictures = _pictures(card)
        # On a picture it lies in the corner; without one it stands above the name.
        corner = {"position": "absolute", "offsetTop": "10px", "offsetStart": "10px"} if pictures else {}
        ribbon = pill(card.words("ribbon"), card.colour.accent, **corner)
        price = words(card.words("price"), weight="bold", size="lg", color=card.colour.accent, margin="md")
        body = box(
            "vertical",
            None if pictures or not ribbon else box("horizontal", {**ribbon, "flex": 0}),
            title(card.words("title"), size="md"),
            quiet(card.words("text")),
            price,
            spacing="sm",
        )
        hero = box("vertical", pictures, ribbon) if pictures else None
        return bubble(SIZE, hero=hero, body=body, footer=card.buttons())


def _pictures(card: Filled) -> Part:
    """One wide picture, or a large one with one or two small ones beside it."""
    small = [url for url in (card.picture("image_2", SQUARE), card.picture("image_3", SQUARE)) if url]
    if not small:
        return picture(card.picture("image", WIDE), WIDE)
    large = card.picture("image", SQUARE)
    if not large:
        return picture(small[0], WIDE)
    beside = [picture(url, "1:1" if len(small) == 2 else "1:2", flex=1) for url in small]
    return box(
        "horizontal",
        picture(large, SQUARE, flex=2),
        box("vertical", *beside, flex=1, spacing="xs"),
        spacing="xs",
    )


registry.register(ProductCardsMessage())
