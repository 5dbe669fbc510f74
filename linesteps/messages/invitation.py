"""An invitation to an event: what, when, where, and a button to say yes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.bubble_kind import SIZE, BubbleKind
from linesteps.messages.designs.components import Json, box, bubble, line, picture, quiet, title, words
from linesteps.messages.designs.facts import facts, facts_field
from linesteps.messages.designs.fields import Buttons, Picture, Words
from linesteps.messages.designs.filled import WIDE, Filled
from linesteps.messages.kind import registry

_FACTS = facts_field((_("Date"), _("Time"), _("Place"), _("Fee")), most=6)


class InvitationMessage(BubbleKind):
    """A ready design for an event."""

    name = "invitation"
    label = _("Invitation")
    description = _("An event with date, time and place, and buttons to answer.")
    icon = "date"
    fields = (
        Words(name="label", label=_("small words above"), most=24, default=_("You are invited")),
        Words(name="title", label=_("name of the event"), most=60, is_needed=True),
        Picture(name="image", label=_("image")),
        Words(name="text", label=_("text"), most=200, rows=3),
        _FACTS,
        Buttons(label=_("buttons"), most=3),
    )
    example = {
        "label": _("You are invited"),
        "title": _("Baking with children"),
        "image": "cake",
        "text": _("We make Christmas biscuits together."),
        "facts": [
            {"label": _("Date"), "words": _("Saturday, 12 December")},
            {"label": _("Time"), "words": _("10:00 to 12:00")},
            {"label": _("Place"), "words": _("Shop at the station")},
            {"label": _("Fee"), "words": _("¥1,500 a family")},
        ],
        "buttons": [{"label": _("We come")}, {"label": _("Not this time")}],
        "colour": "green",
    }

    def bubble(self, filled: Filled) -> Json:
        """The picture above, the rows between two parts of words."""
        rows = facts(_FACTS.filled(filled.value), margin="lg")
        body = box(
            "vertical",
            words(filled.words("label"), size="xs", weight="bold", color=filled.colour.accent),
            title(filled.words("title")),
            quiet(filled.words("text")),
            line(margin="lg") if rows else None,
            rows,
            spacing="sm",
        )
        hero = picture(filled.picture("image", WIDE), WIDE)
        return bubble(SIZE, hero=hero, body=body, footer=filled.buttons())


registry.register(InvitationMessage())
