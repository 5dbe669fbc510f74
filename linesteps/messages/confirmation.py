"""A receipt or the confirmation of a booking: rows of a word and what it says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.bubble_kind import SIZE, BubbleKind
from linesteps.messages.designs.components import Json, Part, box, bubble, line, quiet, title, words
from linesteps.messages.designs.example import EXAMPLE_PAGE
from linesteps.messages.designs.facts import facts, facts_field
from linesteps.messages.designs.fields import Buttons, Words
from linesteps.messages.designs.filled import Filled
from linesteps.messages.kind import registry

_FACTS = facts_field((_("Name"), _("Date"), _("Place")), most=12, is_needed=True)


class ConfirmationMessage(BubbleKind):
    """A ready design for bookings, orders and receipts."""

    name = "confirmation"
    label = _("Confirmation")
    description = _("A booking, an order or a receipt: rows of a word and what it says, and a sum.")
    icon = "check"
    fields = (
        Words(name="title", label=_("heading"), most=40, is_needed=True),
        Words(name="text", label=_("text"), most=200, rows=3),
        _FACTS,
        Words(name="total_label", label=_("word for the sum"), most=12, default=_("Total")),
        Words(name="total", label=_("sum"), most=20, help_text=_("Left empty, there is no sum.")),
        Words(name="note", label=_("small print"), most=200, rows=3),
        Buttons(label=_("buttons"), most=2),
    )
    example = {
        "title": _("Your booking"),
        "text": _("Thank you. We are looking forward to seeing you."),
        "facts": [
            {"label": _("Date and time"), "words": _("Saturday, 12 December, 18:30")},
            {"label": _("People"), "words": _("4 people")},
            {"label": _("Set menu"), "words": _("Seasonal course")},
        ],
        "total_label": _("Total"),
        "total": _("¥19,200"),
        "note": _("Please tell us the day before if you cannot come."),
        "buttons": [{"label": _("Change the booking"), "url": EXAMPLE_PAGE}],
        "colour": "navy",
    }

    def bubble(self, filled: Filled) -> Json:
        """A heading with a line of the colour below it, the rows with thin lines between them, the sum large."""
        total = _total(filled)
        body = box(
            "vertical",
            title(filled.words("title")),
            line(color=filled.colour.accent, margin="md"),
            words(filled.words("text"), margin="lg"),
            facts(_FACTS.filled(filled.value), is_parted=True, margin="lg"),
            line(margin="lg") if total else None,
            total,
            quiet(filled.words("note"), size="xs", margin="lg"),
        )
        return bubble(SIZE, body=body, footer=filled.buttons())


def _total(filled: Filled) -> Part:
    total = filled.words("total")
    if not total:
        return None
    looks = {"weight": "bold", "align": "end", "flex": 5, "color": filled.colour.accent}
    label = words(filled.words("total_label"), flex=3, gravity="center") or {"type": "filler", "flex": 3}
    return box("horizontal", label, words(total, size="xl", **looks), spacing="md", margin="md")


registry.register(ConfirmationMessage())
