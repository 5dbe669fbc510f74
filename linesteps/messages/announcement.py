"""News of the shop: a heading, a picture, some words and up to two buttons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.bubble_kind import SIZE, BubbleKind
from linesteps.messages.designs.components import Json, box, bubble, picture, quiet, title, words
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.fields import Buttons, Picture, Words
from linesteps.messages.designs.filled import WIDE, Filled
from linesteps.messages.kind import registry


class AnnouncementMessage(BubbleKind):
    """A ready design for news."""

    name = "announcement"
    label = _("Announcement")
    description = _("News of the shop: a heading, a picture, some words and up to two buttons.")
    icon = "ls-megaphone"
    fields = (
        Words(name="label", label=_("small words above"), most=24, default=_("News")),
        Words(name="title", label=_("heading"), most=60, is_needed=True),
        Picture(name="image", label=_("image")),
        Words(name="text", label=_("text"), most=400, rows=4),
        Words(name="note", label=_("small print"), most=120, rows=2),
        Buttons(label=_("buttons"), most=2),
    )
    example = {
        "label": _("News"),
        "title": _("Open on Sundays from December"),
        "image": "shop",
        "text": _("Many of you asked for it: from December we are open on Sundays, too, from nine to three."),
        "note": _("Closed on Mondays as before."),
        "buttons": [{"label": _("See the opening hours"), "url": EXAMPLE_PAGE}],
    }

    def bubble(self, filled: Filled) -> Json:
        """The picture above; the small words in the colour say what this is."""
        body = box(
            "vertical",
            words(filled.words("label"), size="xs", weight="bold", color=filled.colour.accent),
            title(filled.words("title")),
            words(filled.words("text"), margin="md", lineSpacing="4px"),
            quiet(filled.words("note"), size="xs", margin="md"),
            spacing="sm",
        )
        hero = picture(filled.picture("image", WIDE), WIDE)
        return bubble(SIZE, hero=hero, body=body, footer=filled.buttons())


registry.register(AnnouncementMessage())
