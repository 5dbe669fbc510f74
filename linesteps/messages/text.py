"""A text message; addresses in it become tracked links by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.personal import PersonalTextBlock
from linesteps.line.limits import utf16_length
from linesteps.messages.kind import (
    Compiling,
    MessageKind,
    Problem,
    registry,
    text_problems,
)
from linesteps.messages.links import link_problems
from linesteps.messages.parts.emoji import emoji_problems
from linesteps.messages.parts.words import too_long
from linesteps.personalise import emoji_in, readable, tokens, with_words, without_emoji

#: LINE's bound in units of UTF-16 (reference, “Text message”).
_LONGEST = 5000
#: Addresses are ASCII; a Japanese character or a closing bracket after one ends it, and so does a placeholder.
_URL = re.compile(r"https?://(?:(?!\{\{)[!-~])*[A-Za-z0-9/=#&_~+-]")


class TextMessage(MessageKind):
    """Plain text of up to 5,000 UTF-16 units (LINE reference, “Text message”), with emoji of LINE's."""

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
                        takes_emoji=True,
                        help_text=_(
                            "The buttons put in names and LINE's emoji. Links are counted by themselves. "
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
        """``{"type": "text"}`` with a token for each address; ``textV2`` where there are emoji of LINE's."""
        text = _URL.sub(lambda match: compiling.track(match[0]), value.get("text") or "")
        if not emoji_in(text):
            return {"type": "text", "text": text}
        words, named = with_words(text)
        substitution = {
            word: {"type": "emoji", "productId": one.product_id, "emojiId": one.emoji_id}
            for word, one in named.items()
        }
        return {"type": "textV2", "text": words, "substitution": substitution}

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
        if too_long:
            return too_long
        found = text_problems(without_emoji(text), compiling, ("text",))
        if any(problem.is_error for problem in found):
            return found
        return found + (emoji_problems(text, compiling, ("text",)) or self._length_problems(value, compiling))

    def _length_problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """As it is sent: with the friend's own links, and with names as long as they can become."""
        trial = replace(compiling, links=[], labels=[])
        sent = compiling.longest(self.compile(value, trial))["text"]
        if utf16_length(sent) <= _LONGEST:
            return []
        words = too_long(_("text"), sent, _LONGEST, utf16_length, tokens(value["text"]))
        return [Problem(message=words, path=("text",))]

    def summary(self, value: Mapping[str, Any]) -> str:
        """The beginning of the text."""
        first = readable(value.get("text") or "").strip().split("\n")[0]
        return Truncator(first).chars(24)


registry.register(TextMessage())
