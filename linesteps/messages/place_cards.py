"""Cards of places: shops or branches with picture, address, hours and a map."""

from __future__ import annotations

from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.card_kind import SIZE, CardKind
from linesteps.messages.designs.components import (
    Json,
    Part,
    box,
    bubble,
    button,
    picture,
    quiet,
    title,
    words,
)
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.fields import Buttons, Link, Picture, Words
from linesteps.messages.designs.filled import WIDE, Filled
from linesteps.messages.kind import registry
from linesteps.personalise import readable

#: In characters; a longer address would make a link that LINE does not take.
_LONGEST_SEARCH = 75
#: Google's documented address for a search (developers.google.com/maps/documentation/urls/get-started, “Search”).
_MAP = "https://www.google.com/maps/search/?api=1&query="


class PlaceCardsMessage(CardKind):
    """As the location design of LINE Official Account Manager's card-type messages."""

    name = "place_cards"
    label = _("Place cards")
    description = _("Shops or places side by side, with picture, address, hours and a map.")
    icon = "ls-pin"
    fields = (
        Picture(name="image", label=_("image")),
        Words(name="title", label=_("name of the place"), most=40, is_needed=True),
        Words(name="address", label=_("street address"), most=80, rows=2),
        Words(name="hours", label=_("opening hours"), most=60, rows=2),
        Words(name="price", label=_("price"), most=20, help_text=_("Such as “Dinner from ¥3,000”.")),
        Words(
            name="map_label",
            label=_("words on the map button"),
            most=20,
            default=_("Open the map"),
            help_text=_("Left empty, there is no map button."),
        ),
        Link(
            name="map_url",
            label=_("link of the map"),
            help_text=_("Left empty, Google Maps searches for the address."),
        ),
        Buttons(label=_("buttons"), most=1),
    )
    example = {
        "cards": [
            {
                "image": "shop",
                "title": _("Shop at the station"),
                "address": _("1-2-3 Ekimae, Kita, Sapporo"),
                "hours": _("8:00 to 20:00, closed on Mondays"),
                "price": _("Lunch from ¥980"),
                "map_label": _("Open the map"),
                "buttons": [{"label": _("Book a table"), "url": EXAMPLE_PAGE}],
            },
            {
                "image": "harbour",
                "title": _("Shop at the harbour"),
                "address": _("4-5 Minato, Otaru"),
                "hours": _("10:00 to 18:00"),
                "price": _("Lunch from ¥1,200"),
                "map_label": _("Open the map"),
                "buttons": [{"label": _("Book a table"), "url": EXAMPLE_PAGE}],
            },
        ],
        "colour": "navy",
    }

    def bubble(self, card: Filled) -> Json:
        """The picture above, then what helps to go there."""
        price = card.words("price")
        body = box(
            "vertical",
            title(card.words("title"), size="md"),
            quiet(card.words("address")),
            quiet(card.words("hours")),
            words(price, weight="bold", color=card.colour.accent, margin="md"),
            spacing="sm",
        )
        hero = picture(card.picture("image", WIDE), WIDE)
        return bubble(SIZE, hero=hero, body=body, footer=card.buttons(_map(card)))


def _map(card: Filled) -> Part:
    """The button that opens the map, if it has words and a place to show."""
    label, url, address = card.words("map_label"), card.words("map_url"), readable(card.words("address"))
    if not url and address:
        url = _MAP + quote(address[:_LONGEST_SEARCH])
    return button(card.tap(label, url), card.colour.accent) if label and url else None


registry.register(PlaceCardsMessage())
