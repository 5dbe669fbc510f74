"""One message of a ready design: a form, and how it is drawn as a Flex bubble."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail import blocks

from linesteps.messages.designs import colours
from linesteps.messages.designs.colours import colour_of
from linesteps.messages.designs.components import Json
from linesteps.messages.designs.filled import Filled, PictureUrl
from linesteps.messages.designs.kind import DesignBlock, DesignKind
from linesteps.messages.designs.notification import ALT_TEXT, alt_text_block, notification_problems
from linesteps.messages.kind import Compiling, Problem
from linesteps.personalise import readable

Plain = Mapping[str, Any]

#: As wide as LINE's bubbles are on most phones.
SIZE = "mega"


class BubbleKind(DesignKind):
    """A design: its fields, and how it is drawn. ``title`` is among the fields, and needed."""

    def bubble(self, filled: Filled) -> Json:
        """LINE's bubble."""
        raise NotImplementedError

    def block(self) -> blocks.Block:
        """The fields, the colour, and what the notification says."""
        return DesignBlock(
            self,
            [
                *((field.name, field.block()) for field in self.fields),
                (colours.FIELD, colours.colour_block()),
                (ALT_TEXT, alt_text_block()),
            ],
            icon=self.icon,
            label=self.label,
            description=self.description,
            label_format="{title}",
        )

    def contents(self, value: Plain, compiling: Compiling, picture_url: PictureUrl) -> Json:
        """One bubble."""
        colour = colour_of(value)
        return self.bubble(Filled(value=value, compiling=compiling, colour=colour, picture_url=picture_url))

    def notification(self, value: Plain) -> str:
        """What was typed, or else the heading."""
        return str(value.get(ALT_TEXT) or value.get("title") or "").strip()

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """What is missing or does not fit in a field."""
        colour_of(value)
        found = [one for field in self.fields for one in field.problems(value, compiling, ())]
        # Without a heading that is told already.
        return found + notification_problems(value, self.notification(value) or "-", compiling)

    def summary(self, value: Plain) -> str:
        """The heading."""
        return readable(str(value.get("title") or ""))[:24]
