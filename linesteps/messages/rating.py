"""A question that is answered by one of five stars."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.bubble_kind import SIZE, BubbleKind
from linesteps.messages.designs.components import Json, Part, box, bubble, picture, quiet, title, words
from linesteps.messages.designs.fields import Picture, Words
from linesteps.messages.designs.filled import WIDE, Filled
from linesteps.messages.kind import registry

_STARS = 5


class RatingMessage(BubbleKind):
    """A ready design that asks for a rating; each star is an answer of its own for branches and results."""

    name = "rating"
    label = _("Rating")
    description = _("A question with five stars to tap. Branches can ask which one it was.")
    icon = "ls-star"
    fields = (
        Words(name="title", label=_("question"), most=60, is_needed=True),
        Picture(name="image", label=_("image")),
        Words(name="text", label=_("text"), most=200, rows=3),
        Words(name="low", label=_("words below one star"), most=12, default=_("Not good")),
        Words(name="high", label=_("words below five stars"), most=12, default=_("Very good")),
    )
    example = {
        "title": _("How did you like your visit?"),
        "text": _("One tap is enough. It helps us to become better."),
        "low": _("Not good"),
        "high": _("Very good"),
        "colour": "brown",
    }

    def bubble(self, filled: Filled) -> Json:
        """The stars in one row, in reach of a thumb; the words at its ends say which way is good."""
        stars = [_star(number, filled) for number in range(1, _STARS + 1)]
        ends = (
            quiet(filled.words("low"), size="xs"),
            quiet(filled.words("high"), size="xs", align="end"),
        )
        body = box(
            "vertical",
            title(filled.words("title"), align="center"),
            quiet(filled.words("text"), align="center"),
            box("horizontal", *stars, spacing="sm", margin="lg"),
            box("horizontal", *ends, spacing="md") if any(ends) else None,
            spacing="sm",
        )
        return bubble(SIZE, hero=picture(filled.picture("image", WIDE), WIDE), body=body)


def _star(number: int, filled: Filled) -> Part:
    colour = filled.colour
    said = "★" * number + "☆" * (_STARS - number)
    return box(
        "vertical",
        words("★", size="xl", align="center", color=colour.accent),
        words(str(number), size="xs", align="center"),
        action=filled.tap(said),
        backgroundColor=colour.tint,
        cornerRadius="8px",
        paddingAll="8px",
    )


registry.register(RatingMessage())
