"""A question with two answers or links side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.personal import PersonalTextBlock
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.buttons import action, button_block, button_problems
from linesteps.messages.parts.words import alt_text, at, words_problems
from linesteps.personalise import readable

#: In characters as people count them (reference, “Confirm template”, ``text``).
_LONGEST_TEXT = 240
#: LINE wants exactly two.
_SIDES = {"left": _("left button"), "right": _("right button")}


class ConfirmMessage(MessageKind):
    """LINE's confirm template."""

    name = "confirm"

    def block(self) -> blocks.Block:
        """The question and its two buttons."""
        return blocks.StructBlock(
            [
                (
                    "text",
                    PersonalTextBlock(
                        label=_("question"), required=False, rows=3, help_text=_("Up to 240 characters.")
                    ),
                ),
                ("left", button_block(_("Yes"), label=_SIDES["left"])),
                ("right", button_block(_("No"), label=_SIDES["right"])),
            ],
            icon="help",
            label=_("Confirm"),
            label_format="{text}",
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "template"}`` of type ``confirm``."""
        text = value.get("text") or ""
        actions = [action(value.get(side) or {}, compiling) for side in _SIDES]
        template = {"type": "confirm", "text": text, "actions": actions}
        return {"type": "template", "altText": alt_text(text), "template": template}

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No question, and what is wrong with the buttons."""
        found = []
        if not (value.get("text") or "").strip():
            text = _("There is no question yet. LINE needs one above the two buttons.")
            found.append(Problem(message=text, path=("text",)))
        found += words_problems(
            value.get("text"), compiling, ("text",), field=_("question"), most=_LONGEST_TEXT
        )
        for side, called in _SIDES.items():
            found += at(called, button_problems(value.get(side) or {}, compiling, (side,)))
        return found

    def summary(self, value: Mapping[str, Any]) -> str:
        """The question."""
        return readable(str(value.get("text") or ""))[:24]


registry.register(ConfirmMessage())
