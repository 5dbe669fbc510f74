"""Cards side by side, each with a picture, words and buttons: LINE's card-type message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.blocks.link import LinkBlock
from linesteps.blocks.personal import PersonalCharBlock, PersonalTextBlock
from linesteps.messages.image import image_problems, rendition_url
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.buttons import (
    action,
    button_block,
    button_problems,
    items_of,
    name_in,
    url_problems,
)
from linesteps.messages.parts.numbered import count_problems, first_and_more, numbered
from linesteps.messages.parts.page_card import filled_card, page_block, page_problems, seen_card
from linesteps.messages.parts.pictures import CUT, RECTANGLE, SHAPES
from linesteps.messages.parts.words import LONGEST_ALT_TEXT, NOTIFICATION, alt_text, at, words_problems

Plain = Mapping[str, Any]
Place = tuple[str | int, ...]

#: LINE's bounds (reference, “Carousel template”).
_MOST_CARDS, _MOST_BUTTONS = 10, 3
#: In characters as people count them (same place, ``title`` and ``text``).
_LONGEST_TITLE, _LONGEST_TEXT, _LONGEST_HEADED = 40, 120, 60


class CardsMessage(MessageKind):
    """LINE's carousel template."""

    name = "cards"
    fills_from_page = True

    def block(self) -> blocks.Block:
        """The cards, how their pictures are cut, and what the notification says."""
        card = blocks.StructBlock(
            [
                ("page", page_block()),
                ("image", ImageChooserBlock(label=_("image"), required=False)),
                (
                    "title",
                    PersonalCharBlock(label=_("title"), required=False, help_text=_("Up to 40 characters.")),
                ),
                (
                    "text",
                    PersonalTextBlock(
                        label=_("text"),
                        required=False,
                        rows=3,
                        help_text=_("Up to 120 characters; 60 with a title or an image."),
                    ),
                ),
                (
                    "url",
                    LinkBlock(
                        label=_("link of the picture"),
                        required=False,
                        help_text=_("Opens when somebody taps the picture or the text. May be empty."),
                    ),
                ),
                ("buttons", blocks.ListBlock(button_block(), label=_("buttons"), max_num=_MOST_BUTTONS)),
            ],
            label=_("Card"),
            icon="image",
            label_format="{title}",
        )
        return blocks.StructBlock(
            [
                ("cards", blocks.ListBlock(card, label=_("cards"), max_num=_MOST_CARDS)),
                ("shape", blocks.ChoiceBlock(SHAPES, default=RECTANGLE, label=_("shape of the pictures"))),
                (
                    "alt_text",
                    PersonalCharBlock(
                        label=NOTIFICATION,
                        required=False,
                        max_length=LONGEST_ALT_TEXT,
                        help_text=_("Left empty, the notification says the titles."),
                    ),
                ),
            ],
            icon="ls-cards",
            label=_("Cards (template)"),
            label_format="{alt_text}",
        )

    def compile(self, value: Plain, compiling: Compiling) -> dict[str, Any]:
        """``{"type": "template"}`` of type ``carousel``; links are numbered card by card, the picture first."""
        shape = str(value.get("shape") or RECTANGLE)
        cards = [seen_card(card, compiling) for card in items_of(value, "cards")]
        template = {
            "type": "carousel",
            "imageAspectRatio": shape,
            "columns": [_column(card, number, CUT[shape], compiling) for number, card in enumerate(cards, 1)],
        }
        words = value.get("alt_text") or " / ".join(_heading(card) for card in cards)
        return {"type": "template", "altText": alt_text(words), "template": template}

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """What is missing on a card, and cards that are not made alike."""
        drawn = items_of(value, "cards")
        cards = [filled_card(card) for card in drawn]
        if not cards:
            return [Problem(message=_("There is no card yet. Add one."), path=("cards",))]
        found = count_problems(_("cards"), cards, most=_MOST_CARDS, path=("cards",))
        if str(value.get("shape") or RECTANGLE) not in CUT:
            raise ValueError("No form makes this.")
        found += words_problems(
            value.get("alt_text"), compiling, ("alt_text",), field=NOTIFICATION, most=LONGEST_ALT_TEXT
        )
        for number, card in enumerate(cards):
            path = ("cards", number, "page")
            if lost := page_problems(drawn[number], compiling, path):
                found += at(_called(number), lost)
                continue
            told = [*_card_problems(card, compiling, ("cards", number)), *_unlike(cards, number)]
            found += at(_called(number), told)
        return found

    def summary(self, value: Plain) -> str:
        """The first card, and how many more there are."""
        return first_and_more([_heading(filled_card(card)) for card in items_of(value, "cards")])


def _heading(card: Plain) -> str:
    return str(card.get("title") or card.get("text") or "")


def _column(card: Plain, number: int, cut: str, compiling: Compiling) -> dict[str, Any]:
    column: dict[str, Any] = {}
    place = numbered(number, card.get("title"))
    if card.get("image"):
        column["thumbnailImageUrl"] = rendition_url(card["image"], cut, compiling)
    if card.get("title"):
        column["title"] = card["title"]
    column["text"] = card.get("text") or ""
    if card.get("url"):
        uri = compiling.track(card["url"], name_in(place, ""))
        column["defaultAction"] = {"type": "uri", "uri": uri}
    column["actions"] = [
        action(button, compiling, name_in(place, button.get("label") or ""))
        for button in items_of(card, "buttons")
    ]
    return column


def _card_problems(card: Plain, compiling: Compiling, path: Place) -> list[Problem]:
    found = []
    if not (card.get("text") or "").strip():
        text = _("This card has no text yet. LINE needs one on each card.")
        found.append(Problem(message=text, path=(*path, "text")))
    if card.get("image"):
        found += image_problems(card["image"], (*path, "image"))
    found += words_problems(
        card.get("title"), compiling, (*path, "title"), field=_("title"), most=_LONGEST_TITLE
    )
    most = _LONGEST_HEADED if card.get("image") or card.get("title") else _LONGEST_TEXT
    found += words_problems(card.get("text"), compiling, (*path, "text"), field=_("text"), most=most)
    found += url_problems(card.get("url") or "", (*path, "url"))
    buttons = items_of(card, "buttons")
    if not buttons:
        text = _("This card has no button yet. LINE needs one to three on each card.")
        found.append(Problem(message=text, path=(*path, "buttons")))
    if len(buttons) > _MOST_BUTTONS:
        words = gettext("Up to %(max)s buttons on a card (now %(count)s). Remove some.")
        counts = {"max": _MOST_BUTTONS, "count": len(buttons)}
        found.append(Problem(message=words % counts, path=(*path, "buttons")))
    for number, button in enumerate(buttons):
        found += button_problems(button, compiling, (*path, "buttons", number))
    return found


def _unlike(cards: Sequence[Plain], number: int) -> list[Problem]:
    """Where a card is made otherwise than the others, which LINE refuses."""
    card, found = cards[number], []
    count, expected = len(items_of(card, "buttons")), len(items_of(cards[0], "buttons"))
    # No button at all is told as such.
    if count and expected and count != expected:
        text = gettext(
            "Buttons on the first card: %(expected)s, on this one: %(count)s. "
            "LINE wants the same number on every card: add or remove some."
        )
        words = text % {"expected": expected, "count": count}
        found.append(Problem(message=words, path=("cards", number, "buttons")))
    for name, said in (
        ("image", _("Other cards have an image, this one has none. Give one to every card, or to none.")),
        ("title", _("Other cards have a title, this one has none. Give one to every card, or to none.")),
    ):
        if not card.get(name) and any(other.get(name) for other in cards):
            found.append(Problem(message=said, path=("cards", number, name)))
    return found


def _called(number: int) -> str:
    return gettext("Card %(number)s") % {"number": number + 1}


registry.register(CardsMessage())
