"""A text message; addresses in it become tracked links by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.personal import PersonalTextBlock
from linesteps.messages.kind import (
    Compiling,
    MessageKind,
    Problem,
    link_problems,
    registry,
    text_problems,
)
from linesteps.personalise import readable

#: Addresses are ASCII; a Japanese character or a closing bracket after one ends it.
_URL = re.compile(r"https?://[!-~]*[A-Za-z0-9/=#&_~+-]")


class TextMessage(MessageKind):
    """Plain text of up to 5,000 UTF-16 units (LINE reference, “Text message”)."""

    name = "text"

    def block(self) -> blocks.Block:
        """One text field."""
        return blocks.StructBlock(
            [
                (
                    "text",
                    PersonalTextBlock(
                        label=_("text"),
                        required=False,
                        rows=4,
                        help_text=_(
                            "The button puts in the friend's name. Links are counted by themselves. "
                            "Up to 500 characters read well."
                        ),
                    ),
                )
            ],
            icon="comment",
            label=_("Text"),
            label_format="{text}",
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "text"}`` with a token for each address."""
        text = _URL.sub(lambda match: compiling.track(match[0]), value.get("text") or "")
        return {"type": "text", "text": text}

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Empty text and unknown placeholders."""
        text = value.get("text") or ""
        if not text.strip():
            return [
                Problem(
                    message=_("There is no text yet. Write something or remove this message."), path=("text",)
                )
            ]
        too_long = [problem for found in _URL.findall(text) for problem in link_problems(found, ("text",))]
        return too_long or text_problems(text, compiling, ("text",))

    def summary(self, value: Mapping[str, Any]) -> str:
        """The beginning of the text."""
        first = readable(value.get("text") or "").strip().split("\n")[0]
        return Truncator(first).chars(24)


registry.register(TextMessage())
