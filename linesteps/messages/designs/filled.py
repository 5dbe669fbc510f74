"""A form of a design that somebody has filled in, while it becomes a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from linesteps.messages.designs.colours import Colour
from linesteps.messages.designs.components import Json, Part, button, column
from linesteps.messages.image import rendition_url
from linesteps.messages.kind import Compiling
from linesteps.messages.parts.buttons import action, items_of, name_in

PictureUrl = Callable[[Any, str, Compiling], str]

#: Cut here, so that the part that matters in Wagtail stays in sight; LINE takes up to 1,024 pixels a side
#: (reference, “Image”, ``url``).
WIDE, SQUARE, HIGH = "20:13", "1:1", "4:5"
_CUT = {WIDE: "1024x666", SQUARE: "800x800", HIGH: "800x1000"}


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The value of one bubble.

    Args:
        place: how results tell its taps from those of other cards, such as ``2. Mackerel``.
        picture_url: the address of a chosen picture, from its key and Wagtail's words for the cut.
    """

    value: Mapping[str, Any]
    compiling: Compiling
    colour: Colour
    place: str = ""
    picture_url: PictureUrl = rendition_url

    def words(self, name: str) -> str:
        """What was typed, without spaces around it."""
        return str(self.value.get(name) or "").strip()

    def picture(self, name: str, ratio: str) -> str:
        """The address of the chosen picture, cut to this shape; nothing without one."""
        chosen = self.value.get(name)
        cut = f"fill-{_CUT[ratio]}|format-jpeg|jpegquality-85"
        return self.picture_url(chosen, cut, self.compiling) if chosen else ""

    def tap(self, label: str, url: str = "") -> Json:
        """A tracked link, or an answer."""
        named = name_in(self.place, label) if self.place else label
        return action({"label": label, "url": url}, self.compiling, named)

    def buttons(self, *others: Part, name: str = "buttons") -> Part:
        """The foot of a bubble: the first button filled, the others as words; nothing without one."""
        pressed: list[Part] = list(others)
        for each in items_of(self.value, name):
            is_first = not any(pressed)
            tapped = self.tap(str(each.get("label") or ""), str(each.get("url") or ""))
            pressed.append(button(tapped, self.colour.accent if is_first else ""))
        return column(*pressed, spacing="xs")
