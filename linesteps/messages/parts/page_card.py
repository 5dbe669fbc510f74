"""A card that is filled from a page: what was typed by hand stays, what was left empty comes from the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock
from wagtail.models import Page

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.buttons import items_of
from linesteps.messages.parts.page_facts import page_facts
from linesteps.messages.parts.words import shortened
from linesteps.messages.referred import referred

Plain = Mapping[str, Any]
Place = tuple[str | int, ...]

#: LINE's bounds for a card with a picture or title (reference, “Carousel template”).
_LONGEST_TITLE, _LONGEST_TEXT = 40, 60


def page_block() -> PageChooserBlock:
    """The chooser of the page; its field is called ``page``."""
    return PageChooserBlock(
        label=_("page to fill the card from"),
        required=False,
        help_text=_(
            "Its title, description, picture and link fill what you leave empty below. When the "
            "page changes, the next messages change with it. When it is no longer published, the "
            "scenario pauses, so that nobody gets a link that leads nowhere."
        ),
    )


def seen_card(card: Plain, compiling: Compiling, *, is_text_needed: bool = True) -> Plain:
    """The card as friends see it; what compiles follows its page from now on."""
    if card.get("page"):
        compiling.draw_on("page", int(card["page"]))
    return filled_card(card, is_text_needed=is_text_needed)


def filled_card(card: Plain, *, is_text_needed: bool = True) -> Plain:
    """The card with what the page says in each place that was left empty.

    A card without a page, or one whose page is gone, comes back as it is. A button without words gets
    some, and opens the page unless it has a link of its own; one with words only stays an answer.

    Args:
        card: plain, with ``page``, ``image``, ``title``, ``text``, ``url`` and ``buttons``.
        is_text_needed: whether the title stands for a text that the page has not.
    """
    page = page_of(card)
    if page is None:
        return card
    facts = page_facts(page)
    title = shortened(facts.title, _LONGEST_TITLE)
    return {
        **card,
        "image": card.get("image") or facts.image_id,
        "title": card.get("title") or title,
        # LINE needs some text on each card of a template.
        "text": card.get("text") or shortened(facts.text, _LONGEST_TEXT) or (title if is_text_needed else ""),
        "url": card.get("url") or facts.url,
        "buttons": [_filled_button(button, facts.url, page) for button in items_of(card, "buttons") or [{}]],
    }


def page_of(card: Plain) -> Any:
    """The page that the card is filled from, as its own class; ``None`` without one."""
    found = referred(Page, card["page"]) if card.get("page") else None
    return None if found is None else found.specific


def page_problems(card: Plain, compiling: Compiling, path: Place) -> list[Problem]:
    """A page that is gone, or that friends cannot open."""
    if not card.get("page"):
        return []
    compiling.draw_on("page", int(card["page"]))
    page = page_of(card)
    if page is None:
        return [Problem(message=gettext("The page was deleted. Choose another one."), path=path)]
    title = {"title": page.title}
    if not page.live:
        text = gettext("The page “%(title)s” is not published. Publish it, or choose another one.")
        return [Problem(message=text % title, path=path)]
    if page.get_view_restrictions().exists():
        text = gettext("The page “%(title)s” is private, so friends cannot open it. Choose another one.")
        return [Problem(message=text % title, path=path)]
    if not page.full_url:
        text = gettext("The page “%(title)s” has no address: it belongs to no site. Choose another one.")
        return [Problem(message=text % title, path=path)]
    return []


def _filled_button(button: Plain, url: str, page: Any) -> dict[str, Any]:
    if button.get("label"):
        return dict(button)
    # In the language of the page: whoever publishes may read another one.
    with translation.override(page.locale.language_code):
        return {"label": gettext("Read more"), "url": button.get("url") or url}
