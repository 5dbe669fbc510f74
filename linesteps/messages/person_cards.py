"""Cards of people: staff or experts with a round picture, their work and a button."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.card_kind import SIZE, CardKind
from linesteps.messages.designs.components import Json, Part, box, bubble, picture, quiet, title, words
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.fields import Buttons, Picture, Rows, Words
from linesteps.messages.designs.filled import SQUARE, Filled
from linesteps.messages.kind import registry

_TAGS = Rows(
    name="tags",
    label=_("tags"),
    item=_("Tag"),
    most=3,
    fields=(Words(name="text", label=_("tag"), most=12),),
    key="text",
)


class PersonCardsMessage(CardKind):
    """As the person design of LINE Official Account Manager's card-type messages."""

    name = "person_cards"
    label = _("Person cards")
    description = _("Staff side by side, with a round picture, name, tags and a button.")
    icon = "user"
    fields = (
        Picture(name="image", label=_("image"), help_text=_("Cut to a circle.")),
        Words(name="title", label=_("name"), most=30, is_needed=True),
        Words(name="role", label=_("role"), most=30, help_text=_("Such as “Stylist, 12 years”.")),
        _TAGS,
        Words(name="text", label=_("text"), most=100, rows=3),
        Buttons(label=_("buttons"), most=2),
    )
    example = {
        "cards": [
            {
                "image": "face",
                "title": _("Sato Yui"),
                "role": _("Stylist, 12 years"),
                "tags": [{"text": _("Short hair")}, {"text": _("Colour")}],
                "text": _("Tell me how much time you have in the morning."),
                "buttons": [{"label": _("Book with her"), "url": EXAMPLE_PAGE}],
            },
            {
                "image": "face_2",
                "title": _("Mori Ken"),
                "role": _("Stylist, 5 years"),
                "tags": [{"text": _("Men")}, {"text": _("Perm")}],
                "text": _("Everybody’s hair has its own way. I follow it."),
                "buttons": [{"label": _("Book with him"), "url": EXAMPLE_PAGE}],
            },
        ],
        "colour": "pink",
    }

    def bubble(self, card: Filled) -> Json:
        """All in the middle, the picture first."""
        tags = "  ·  ".join(str(tag["text"]).strip() for tag in _TAGS.filled(card.value))
        body = box(
            "vertical",
            _face(card),
            title(card.words("title"), align="center", margin="lg"),
            quiet(card.words("role"), size="xs", align="center"),
            words(tags, size="xs", weight="bold", color=card.colour.accent, align="center"),
            quiet(card.words("text"), align="center", margin="md"),
            spacing="sm",
            paddingTop="20px",
        )
        return bubble(SIZE, body=body, footer=card.buttons())


def _face(card: Filled) -> Part:
    """A circle in the middle: the picture is square, and the box around it as round as it is wide."""
    face = picture(card.picture("image", SQUARE), SQUARE)
    if face is None:
        return None
    around = box("vertical", face, width="112px", height="112px", cornerRadius="56px")
    return box("horizontal", around, justifyContent="center")


registry.register(PersonCardsMessage())
