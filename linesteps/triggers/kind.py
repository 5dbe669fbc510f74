"""What a kind of trigger is, and the registry of all kinds: one file, one kind, one name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.registry import Registry


class TriggerKind:
    """A start condition: which activity sets it off, and whether a given one does."""

    #: The frozen name: block type, file stem, docs page.
    name: str
    #: The kind of activity that can set it off; empty when only a person or code can.
    activity_kind: str = ""
    #: Whether LINE lets the first message answer it for free (reference, “Reply message”).
    gives_reply: bool = False

    def block(self) -> blocks.Block:
        """A new StructBlock for editors."""
        raise NotImplementedError

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """What must be mended before publishing."""
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The trigger as plain JSON."""
        return dict(value)

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Whether an activity of ``activity_kind`` with this data sets it off. Pure."""
        return True

    def summary(self, value: Mapping[str, Any]) -> str:
        """When somebody enters, in a few words in the reader's language."""
        raise NotImplementedError

    def beginning(self, value: Mapping[str, Any]) -> str:
        """What days are counted from, as a noun, such as 「友だち追加」."""
        return gettext("the start")


registry: Registry[TriggerKind] = Registry("trigger")
