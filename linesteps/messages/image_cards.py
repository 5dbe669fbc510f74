"""Cards that are a picture each, with a few words on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.card_kind import SIZE, CardKind
from linesteps.messages.designs.colours import WHITE
from linesteps.messages.designs.components import Json, box, bubble, picture, words
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.fields import Link, Picture, Words
from linesteps.messages.designs.filled import HIGH, Filled
from linesteps.messages.kind import registry

#: Dark enough for white words on any picture, and still a part of it.
_SHADE = "#000000B3"


class ImageCardsMessage(CardKind):
    """As the image design of LINE Official Account Manager's card-type messages."""

    name = "image_cards"
    label = _("Image cards")
    description = _("Large pictures side by side, each with a few words on it and a link.")
    icon = "ls-images"
    fields = (
        Picture(name="image", label=_("image"), is_needed=True),
        Words(name="label", label=_("words on the image"), most=20),
        Link(
            name="url",
            label=_("link"),
            help_text=_("Leave empty for an answer: the words on the image are sent back to you."),
        ),
    )
    example = {
        "cards": [
            {"image": "cake", "label": _("Cakes"), "url": EXAMPLE_PAGE},
            {"image": "bread", "label": _("Bread"), "url": EXAMPLE_PAGE},
            {"image": "shop", "label": _("Our shop"), "url": EXAMPLE_PAGE},
        ],
    }

    def heading(self, card: Mapping[str, Any]) -> str:
        """The words on the picture."""
        return str(card.get("label") or "").strip()

    def bubble(self, card: Filled) -> Json:
        """The picture from edge to edge, the words on a dark ground at its foot."""
        label, url = card.words("label"), card.words("url")
        shade = {"position": "absolute", "offsetBottom": "0px", "offsetStart": "0px", "offsetEnd": "0px"}
        said = words(label, color=WHITE, weight="bold", size="md", align="center")
        foot = box("vertical", said, backgroundColor=_SHADE, paddingAll="14px", **shade) if said else None
        body = box("vertical", picture(card.picture("image", HIGH), HIGH), foot, paddingAll="0px")
        # A picture without words and link is one to look at.
        return bubble(SIZE, body=body, **({"action": _tap(card, label, url)} if label or url else {}))


def _tap(card: Filled, label: str, url: str) -> Json:
    """A tap anywhere on the picture; an empty label is refused, a missing one is not."""
    tap = card.tap(label, url)
    if url and not label:
        del tap["label"]
    return tap


registry.register(ImageCardsMessage())
