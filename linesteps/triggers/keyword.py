"""Starts when a friend writes certain words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry


class Keyword(TriggerKind):
    """Compares without regard to case, width (ＡＢＣ, ｶﾅ) and surrounding space."""

    name = "keyword"
    activity_kind = "message_received"
    gives_reply = True

    def block(self) -> blocks.Block:
        """One word in each line."""
        return blocks.StructBlock(
            [
                (
                    "words",
                    blocks.TextBlock(
                        label=_("words"), required=False, rows=2, help_text=_("One in each line.")
                    ),
                ),
                (
                    "match",
                    blocks.ChoiceBlock(
                        choices=[
                            ("is", _("the whole message")),
                            ("begins", _("at the beginning of the message")),
                            ("contains", _("anywhere in the message")),
                        ],
                        default="is",
                        label=_("where"),
                    ),
                ),
            ],
            icon="comment",
            label=_("Keyword received"),
            label_format="{words}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No word."""
        if not _words(value):
            return [Problem(message=_("Write at least one word."), path=("words",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The words as they are compared."""
        return {"words": [plain(word) for word in _words(value)], "match": value.get("match") or "is"}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By the text; other kinds of message never match."""
        text = plain(data.get("text") or "")
        if config["match"] == "begins":
            return any(text.startswith(word) for word in config["words"])
        if config["match"] == "contains":
            return any(word in text for word in config["words"])
        return text in config["words"]

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which words."""
        return gettext("When “%(words)s” is received") % {"words": " / ".join(_words(value)) or "…"}


def plain(text: str) -> str:
    """Text as it is compared: NFKC, casefolded, trimmed."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _words(value: Mapping[str, Any]) -> list[str]:
    return [line.strip() for line in (value.get("words") or "").splitlines() if line.strip()]


registry.register(Keyword())
