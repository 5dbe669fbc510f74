"""What a kind of trigger is, and the registry of all kinds: one file, one kind, one name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from wagtail import blocks

from linesteps.conditions.filters import WHO, filter_words
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
    #: Whether somebody starts by it at all; ``only_for`` merely says who may.
    is_start: bool = True
    #: Whether the clock sets it off (``next_time``).
    is_timed: bool = False

    def block(self) -> blocks.Block:
        """A new StructBlock for editors."""
        raise NotImplementedError

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """What must be mended before publishing."""
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The trigger as plain JSON."""
        return dict(value)

    def listens_to(self, config: Mapping[str, Any]) -> str:
        """The kind of activity that can set this very one off. Pure."""
        return self.activity_kind

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Whether an activity of ``activity_kind`` with this data sets it off. Pure."""
        return True

    def next_time(self, config: Mapping[str, Any], after: datetime, zone: ZoneInfo) -> datetime | None:
        """The first moment behind ``after`` at which the clock sets it off, in UTC; ``None`` for never. Pure."""
        return None

    def repeats(self, config: Mapping[str, Any]) -> bool:
        """Whether it is meant to start the same person again, whatever the scenario says of that."""
        return False

    def said(self, value: Mapping[str, Any]) -> str:
        """``summary`` with the start condition's own filter, as people read it everywhere."""
        who = filter_words(value.get(WHO))
        if not who:
            return self.summary(value)
        return gettext("%(when)s (only: %(who)s)") % {"when": self.summary(value), "who": who}

    def summary(self, value: Mapping[str, Any]) -> str:
        """When somebody enters, in a few words in the reader's language."""
        raise NotImplementedError

    def beginning(self, value: Mapping[str, Any]) -> str:
        """What days are counted from, as a noun, such as 「友だち追加」."""
        return gettext("the start")


registry: Registry[TriggerKind] = Registry("trigger")
