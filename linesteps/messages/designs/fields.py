"""The fields of a design. Each makes its part of the form, and says what is to be mended in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import lazy
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.blocks.link import LinkBlock
from linesteps.blocks.personal import PersonalCharBlock, PersonalTextBlock
from linesteps.messages.image import image_problems
from linesteps.messages.kind import Compiling, Problem, Text
from linesteps.messages.parts.buttons import button_block, button_problems, items_of
from linesteps.messages.parts.buttons import url_problems as link_problems
from linesteps.messages.parts.numbered import count_problems
from linesteps.messages.parts.words import at, words_problems
from linesteps.personalise import LONGEST_NAME

Plain = Mapping[str, Any]
Place = tuple[str | int, ...]


class Field(Protocol):
    """A field of a design."""

    @property
    def name(self) -> str:
        """The frozen name in stored data."""

    def block(self) -> blocks.Block:
        """Its part of the form."""

    def problems(self, value: Plain, compiling: Compiling, path: Place) -> list[Problem]:
        """What must be mended. ``path`` leads to ``value``, which holds the field."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words that friends read.

    Args:
        most: how many characters, as people count them, the design has room for. LINE sets no bound of its own
            but the size of the whole message.
        rows: how many lines the form shows.
        is_needed: whether nothing can be sent without it.
    """

    name: str
    label: Text
    most: int
    rows: int = 1
    default: Text = ""
    help_text: Text = ""
    is_needed: bool = False

    def block(self) -> blocks.Block:
        """One line, or several."""
        shown: dict[str, Any] = {"label": self.label, "required": False, "help_text": lazy(self._help, str)()}
        if self.default:
            shown["default"] = self.default
        if self.rows > 1:
            return PersonalTextBlock(rows=self.rows, **shown)
        # No name fits into less: there is nothing to put in.
        return (PersonalCharBlock if self.most >= LONGEST_NAME else blocks.CharBlock)(**shown)

    def _help(self) -> str:
        bound = gettext("Up to %(max)s characters.") % {"max": self.most}
        return f"{self.help_text} {bound}" if self.help_text else bound

    def problems(self, value: Plain, compiling: Compiling, path: Place) -> list[Problem]:
        """No words where some are needed, placeholders that nothing can fill, and too many words."""
        text, here = value.get(self.name) or "", (*path, self.name)
        if self.is_needed and not text.strip():
            missing = gettext("“%(field)s” is still empty. Fill it in.") % {"field": self.label}
            return [Problem(message=missing, path=here)]
        return words_problems(text, compiling, here, field=self.label, most=self.most)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture from Wagtail's library."""

    name: str
    label: Text
    is_needed: bool = False
    help_text: Text = ""

    def block(self) -> blocks.Block:
        """A chooser."""
        return ImageChooserBlock(label=self.label, required=False, help_text=self.help_text)

    def problems(self, value: Plain, compiling: Compiling, path: Place) -> list[Problem]:
        """A picture that is needed, or is gone."""
        chosen = value.get(self.name)
        return image_problems(chosen, (*path, self.name)) if chosen or self.is_needed else []


@dataclass(frozen=True, kw_only=True)
class Link:
    """The address of a page."""

    name: str
    label: Text
    help_text: Text = ""

    def block(self) -> blocks.Block:
        """One line."""
        return LinkBlock(label=self.label, help_text=self.help_text)

    def problems(self, value: Plain, compiling: Compiling, path: Place) -> list[Problem]:
        """An address that leads nowhere."""
        return at(self.label, link_problems(value.get(self.name) or "", (*path, self.name)))


@dataclass(frozen=True, kw_only=True)
class Buttons:
    """Links, or answers that a branch can ask for."""

    name: str = "buttons"
    label: Text
    most: int

    def block(self) -> blocks.Block:
        """None of them is needed."""
        return blocks.ListBlock(button_block(), label=self.label, max_num=self.most, default=[])

    def problems(self, value: Plain, compiling: Compiling, path: Place) -> list[Problem]:
        """Too many, and whatever is wrong with one of them."""
        here = (*path, self.name)
        buttons = items_of(value, self.name)
        found = count_problems(self.label, buttons, most=self.most, path=here)
        for number, button in enumerate(buttons):
            told = button_problems(button, compiling, (*here, number))
            found += at(gettext("Button %(number)s") % {"number": number + 1}, told)
        return found


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A list of parts that are all made of the same fields.

    Args:
        item: what one of them is called.
        fields: of each.
        key: the field that must be filled in for the part to be shown.
        beginning: what a new form holds.
        is_needed: whether one of them must be filled in.
    """

    name: str
    label: Text
    item: Text
    most: int
    fields: Sequence[Field]
    key: str
    beginning: Sequence[Mapping[str, Text]] = ()
    is_needed: bool = False

    def block(self) -> blocks.Block:
        """The parts in their order."""
        row = blocks.StructBlock(
            [(field.name, field.block()) for field in self.fields],
            label=self.item,
            label_format="{" + self.fields[0].name + "}",
            icon="list-ul",
        )
        beginning = [dict(one) for one in self.beginning]
        return blocks.ListBlock(row, label=self.label, max_num=self.most, default=beginning)

    def problems(self, value: Plain, compiling: Compiling, path: Place) -> list[Problem]:
        """Too many or none, and whatever is wrong with one of them."""
        here = (*path, self.name)
        rows = items_of(value, self.name)
        found = count_problems(self.label, rows, most=self.most, path=here)
        if self.is_needed and not self.filled(value):
            missing = gettext("“%(field)s” is still empty. Fill it in.") % {"field": self.label}
            found.append(Problem(message=missing, path=here))
        for number, row in enumerate(rows):
            told = [one for field in self.fields for one in field.problems(row, compiling, (*here, number))]
            found += at(f"{self.label} {number + 1}", told)
        return found

    def filled(self, value: Plain) -> list[Plain]:
        """The parts that are shown."""
        return [row for row in items_of(value, self.name) if str(row.get(self.key) or "").strip()]
