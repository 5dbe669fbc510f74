"""The colours that a design can have. Each is legible below white words, and as words on white and on its tint.

A test measures it by the formula of WCAG 2.2 (1.4.3, at least 4.5 to 1). Bubbles of Flex Messages stay white on
a phone with a dark look, so there is one set of colours only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

#: Words, less important words, lines between parts, and what words stand on where a colour is behind them.
INK, QUIET, LINE, WHITE = "#22262D", "#5B636E", "#E3E6EA", "#FFFFFF"


@dataclass(frozen=True, kw_only=True)
class Colour:
    """One accent: for what is to be seen first, and as a light ground."""

    label: Promise
    accent: str
    tint: str


COLOURS = {
    "teal": Colour(label=_("Teal"), accent="#1F6670", tint="#E6F1F2"),
    "navy": Colour(label=_("Navy"), accent="#1D446B", tint="#E7EDF4"),
    "green": Colour(label=_("Green"), accent="#2E6B3F", tint="#E7F1E9"),
    "red": Colour(label=_("Red"), accent="#B4382E", tint="#FBEAE8"),
    "pink": Colour(label=_("Pink"), accent="#A83263", tint="#FAE9F0"),
    "brown": Colour(label=_("Brown"), accent="#7A5510", tint="#F6EFE0"),
    "black": Colour(label=_("Black"), accent="#22262D", tint="#EFF0F2"),
}
DEFAULT = "teal"
#: The field; stored data carries the name.
FIELD = "colour"


def colour_block() -> blocks.ChoiceBlock:
    """A choice of one."""
    choices = [(name, colour.label) for name, colour in COLOURS.items()]
    return blocks.ChoiceBlock(choices, default=DEFAULT, label=_("colour"))


def colour_of(value: Any) -> Colour:
    """The chosen colour; the first one where nothing is chosen.

    Raises:
        ValueError: no form makes this value.
    """
    name = value.get(FIELD) or DEFAULT
    if name not in COLOURS:
        raise ValueError(f"{name!r} is no colour.")
    return COLOURS[name]
