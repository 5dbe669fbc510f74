"""Cards side by side that all have one design: LINE's card-type message, as a Flex carousel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.designs import colours
from linesteps.messages.designs.colours import Colour, colour_of
from linesteps.messages.designs.components import Json, box, bubble, button, picture
from linesteps.messages.designs.fields import Field, Link, Picture, Words
from linesteps.messages.designs.filled import SQUARE, Filled, PictureUrl
from linesteps.messages.designs.kind import DesignBlock, DesignKind
from linesteps.messages.designs.notification import ALT_TEXT, alt_text_block, notification_problems
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.buttons import items_of
from linesteps.messages.parts.numbered import count_problems, first_and_more, numbered
from linesteps.messages.parts.page_card import filled_card, page_block, page_problems, seen_card
from linesteps.messages.parts.words import at

Plain = Mapping[str, Any]

#: As LINE Official Account Manager has it, with one card after them. (LINE takes 12 bubbles, and 50 KB.)
MOST_CARDS = 9
#: All bubbles of a carousel have one size (reference, “Carousel”); beside this one the next card can be seen.
SIZE = "kilo"
_MORE: tuple[Field, ...] = (
    Words(
        name="label",
        label=_("words on the last card"),
        most=20,
        help_text=_("Such as “See all”. Left empty, there is no last card."),
    ),
    Link(
        name="url", label=_("link"), help_text=_("Leave empty for an answer: the words are sent back to you.")
    ),
    Picture(name="image", label=_("image")),
)


class CardKind(DesignKind):
    """A card design: its fields, and how one card is drawn."""

    icon = "ls-cards"

    def bubble(self, card: Filled) -> Json:
        """LINE's bubble for one card."""
        raise NotImplementedError

    def heading(self, card: Plain) -> str:
        """What the card is called in notifications and results."""
        return str(card.get("title") or "").strip()

    def block(self) -> blocks.Block:
        """The cards, the last one, their colour, and what the notification says."""
        names = {field.name for field in self.fields}
        page = [("page", page_block())] if self.fills_from_page else []
        card = blocks.StructBlock(
            [*page, *((field.name, field.block()) for field in self.fields)],
            label=_("Card"),
            icon=self.icon,
            label_format="{title}" if "title" in names else "{label}",
        )
        more = blocks.StructBlock(
            [(field.name, field.block()) for field in _MORE], label=_("last card"), collapsed=True
        )
        return DesignBlock(
            self,
            [
                ("cards", blocks.ListBlock(card, label=_("cards"), max_num=MOST_CARDS)),
                ("more", more),
                (colours.FIELD, colours.colour_block()),
                (ALT_TEXT, alt_text_block()),
            ],
            icon=self.icon,
            label=self.label,
            description=self.description,
            label_format="{alt_text}",
        )

    def contents(self, value: Plain, compiling: Compiling, picture_url: PictureUrl) -> Json:
        """A carousel; links are numbered card by card."""
        colour, cards = colour_of(value), items_of(value, "cards")
        if self.fills_from_page:
            cards = [seen_card(card, compiling, is_text_needed=False) for card in cards]
        bubbles = [
            self.bubble(
                Filled(
                    value=card,
                    compiling=compiling,
                    colour=colour,
                    place=numbered(number, self.heading(card)),
                    picture_url=picture_url,
                )
            )
            for number, card in enumerate(cards, 1)
        ]
        if _has_more(value):
            bubbles.append(_last(value["more"], colour, compiling, picture_url))
        return {"type": "carousel", "contents": bubbles}

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """No card or too many, whatever is wrong with one, and a notification without words."""
        colour_of(value)
        drawn, cards = items_of(value, "cards"), self._filled(value)
        if not cards:
            return [Problem(message=_("There is no card yet. Add one."), path=("cards",))]
        found = count_problems(_("cards"), cards, most=MOST_CARDS, path=("cards",))
        for number, card in enumerate(cards):
            place = ("cards", number)
            told = page_problems(drawn[number], compiling, (*place, "page")) if self.fills_from_page else []
            # Nothing else can be said of a card whose page is gone.
            told = told or [one for field in self.fields for one in field.problems(card, compiling, place)]
            found += at(gettext("Card %(number)s") % {"number": number + 1}, told)
        more = value.get("more") or {}
        told = [one for field in _MORE for one in field.problems(more, compiling, ("more",))]
        if not _has_more(value) and (more.get("url") or more.get("image")):
            text = _("The last card has no words yet. Say what it opens, or empty it.")
            told.append(Problem(message=text, path=("more", "label")))
        found += at(gettext("Last card"), told)
        return found + notification_problems(value, self.notification(value), compiling)

    def summary(self, value: Plain) -> str:
        """The first card, and how many more there are."""
        return first_and_more([self.heading(card) for card in self._filled(value)])

    def notification(self, value: Plain) -> str:
        """What was typed, or else the headings of the cards."""
        headings = [self.heading(card) for card in self._filled(value)]
        return str(value.get(ALT_TEXT) or " / ".join(one for one in headings if one))

    def _filled(self, value: Plain) -> list[Plain]:
        """The cards with what their pages say."""
        cards = items_of(value, "cards")
        return [filled_card(card, is_text_needed=False) for card in cards] if self.fills_from_page else cards


def _has_more(value: Plain) -> bool:
    return bool(str((value.get("more") or {}).get("label") or "").strip())


def _last(more: Plain, colour: Colour, compiling: Compiling, picture_url: PictureUrl) -> Json:
    """A card with one thing to tap in its middle."""
    filled = Filled(value=more, compiling=compiling, colour=colour, picture_url=picture_url)
    tap = filled.tap(filled.words("label"), filled.words("url"))
    body = box("vertical", button(tap), backgroundColor=colour.tint, justifyContent="center")
    return bubble(SIZE, hero=picture(filled.picture("image", SQUARE), SQUARE), body=body)
