"""A ticket to show in the shop: what it is worth, its code, until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.bubble_kind import SIZE, BubbleKind
from linesteps.messages.designs.colours import WHITE
from linesteps.messages.designs.components import Json, Part, box, bubble, column, line, quiet, title, words
from linesteps.messages.designs.fields import Buttons, Words
from linesteps.messages.designs.filled import Filled
from linesteps.messages.kind import registry


class TicketMessage(BubbleKind):
    """A ready design that looks like a coupon; who shows it twice is not stopped, as LINE's coupons do."""

    name = "ticket"
    label = _("Ticket")
    description = _("Looks like a coupon and needs no registration. It can be shown more than once.")
    icon = "ls-ticket"
    fields = (
        Words(name="label", label=_("small words above"), most=24, default=_("Show this in the shop")),
        Words(name="worth", label=_("what it is worth"), most=16, help_text=_("Large, such as “¥500 off”.")),
        Words(name="title", label=_("heading"), most=40, is_needed=True),
        Words(name="coupon_code", label=_("code"), most=20, help_text=_("Such as “AUTUMN26”. May be empty.")),
        Words(name="deadline", label=_("deadline"), most=40, help_text=_("Such as “Until 30 November”.")),
        Words(name="note", label=_("small print"), most=200, rows=3),
        Buttons(label=_("buttons"), most=1),
    )
    example = {
        "label": _("Show this in the shop"),
        "worth": _("¥500 off"),
        "title": _("For your second visit"),
        "coupon_code": "BREAD10",
        "deadline": _("Until 30 November"),
        "note": _("Once for each person. Not together with other offers."),
        "colour": "brown",
    }

    def bubble(self, filled: Filled) -> Json:
        """What it is worth on the colour, as on a stub; the rest below."""
        colour = filled.colour
        stub = column(
            words(filled.words("label"), size="xs", align="center", color=WHITE),
            words(filled.words("worth"), size="3xl", weight="bold", align="center", color=WHITE),
            backgroundColor=colour.accent,
            paddingAll="20px",
            spacing="sm",
        )
        deadline = words(filled.words("deadline"), weight="bold", color=colour.accent, align="center")
        note = quiet(filled.words("note"), size="xs")
        body = box(
            "vertical",
            title(filled.words("title"), align="center"),
            _code(filled),
            deadline,
            line(margin="lg") if note else None,
            note,
            spacing="md",
        )
        return bubble(SIZE, hero=stub, body=body, footer=filled.buttons())


def _code(filled: Filled) -> Part:
    code = words(filled.words("coupon_code"), size="lg", weight="bold", align="center")
    look = {"borderColor": filled.colour.accent, "borderWidth": "normal", "cornerRadius": "8px"}
    return column(code, paddingAll="10px", backgroundColor=filled.colour.tint, **look)


registry.register(TicketMessage())
