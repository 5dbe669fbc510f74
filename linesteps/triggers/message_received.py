"""Starts when a friend sends a message of some kind: a picture, a sticker, their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry

#: LINE's kinds (reference, “Message event”).
_KINDS = (
    ("text", _("text")),
    ("image", _("picture")),
    ("video", _("video")),
    ("audio", _("voice or sound")),
    ("file", _("file")),
    ("location", _("place")),
    ("sticker", _("sticker")),
)


class MessageReceived(TriggerKind):
    """For certain words there is “Keyword received”."""

    name = "message_received"
    activity_kind = "message_received"
    gives_reply = True

    def block(self) -> blocks.Block:
        """Which kinds."""
        kinds = blocks.MultipleChoiceBlock(
            choices=_KINDS, label=_("kinds of message"), required=False, help_text=_("None chosen: any kind.")
        )
        return blocks.StructBlock([("kinds", kinds)], icon="mail", label=_("Message received"))

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Nothing that the form can produce."""
        if not set(value.get("kinds") or []) <= set(dict(_KINDS)):
            raise ValueError("There is no such kind.")
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The kinds; empty for any."""
        return {"kinds": sorted(set(value.get("kinds") or []))}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By LINE's name of the kind."""
        return not config["kinds"] or data.get("type") in config["kinds"]

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which kinds."""
        words = [str(label) for name, label in _KINDS if name in (value.get("kinds") or [])]
        if not words:
            return gettext("When any message is received")
        return gettext("When a message is received: %(kinds)s") % {"kinds": gettext(" or ").join(words)}


registry.register(MessageReceived())
