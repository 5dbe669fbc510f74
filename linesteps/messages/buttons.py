"""A message with up to four buttons: links, or answers that a branch can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.blocks.personal import PersonalCharBlock, PersonalTextBlock
from linesteps.messages.image import FULL, image_problems, rendition_url
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.buttons import action, button_block, button_problems, items_of
from linesteps.messages.parts.words import alt_text, at, words_problems
from linesteps.personalise import readable

#: LINE's bound (reference, “Buttons template”, ``actions``).
_MOST_BUTTONS = 4
#: In characters as people count them (reference, “Buttons template”, ``title`` and ``text``).
_LONGEST_TITLE, _LONGEST_TEXT, _LONGEST_HEADED = 40, 160, 60


class ButtonsMessage(MessageKind):
    """LINE's buttons template."""

    name = "buttons"

    def block(self) -> blocks.Block:
        """Picture, title, text and the buttons."""
        return blocks.StructBlock(
            [
                (
                    "title",
                    PersonalCharBlock(label=_("title"), required=False, help_text=_("Up to 40 characters.")),
                ),
                (
                    "text",
                    PersonalTextBlock(
                        label=_("text"),
                        required=False,
                        rows=3,
                        help_text=_("Up to 160 characters; 60 with a title or an image."),
                    ),
                ),
                ("image", ImageChooserBlock(label=_("image"), required=False)),
                ("buttons", blocks.ListBlock(button_block(), label=_("buttons"), max_num=_MOST_BUTTONS)),
            ],
            icon="list-ul",
            label=_("Buttons"),
            label_format="{title}",
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "template"}`` of type ``buttons``; links are tracked, answers come back as postbacks."""
        template: dict[str, Any] = {"type": "buttons"}
        if value.get("image"):
            template["thumbnailImageUrl"] = rendition_url(value["image"], FULL, compiling)
        if value.get("title"):
            template["title"] = value["title"]
        template["text"] = value.get("text") or ""
        template["actions"] = [action(button, compiling) for button in items_of(value, "buttons")]
        words = alt_text(value.get("title"), value.get("text"))
        return {"type": "template", "altText": words, "template": template}

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Missing text or buttons, and links that lead nowhere."""
        found = []
        if not (value.get("text") or "").strip():
            found.append(
                Problem(message=_("There is no text yet. LINE needs one above the buttons."), path=("text",))
            )
        buttons = items_of(value, "buttons")
        if not buttons:
            found.append(
                Problem(message=_("There is no button yet. Add one, or use a text."), path=("buttons",))
            )
        if len(buttons) > _MOST_BUTTONS:
            text = gettext("Up to %(max)s buttons (now %(count)s). Remove one or split the card.")
            counts = {"max": _MOST_BUTTONS, "count": len(buttons)}
            found.append(Problem(message=text % counts, path=("buttons",)))
        if value.get("image"):
            found += image_problems(value["image"], ("image",))
        is_headed = bool(value.get("image") or value.get("title"))
        found += words_problems(
            value.get("title"), compiling, ("title",), field=_("title"), most=_LONGEST_TITLE
        )
        longest = _LONGEST_HEADED if is_headed else _LONGEST_TEXT
        found += words_problems(value.get("text"), compiling, ("text",), field=_("text"), most=longest)
        for number, button in enumerate(buttons):
            told = button_problems(button, compiling, ("buttons", number))
            found += at(gettext("Button %(number)s") % {"number": number + 1}, told)
        return found

    def summary(self, value: Mapping[str, Any]) -> str:
        """Title or text."""
        return readable(str(value.get("title") or value.get("text") or ""))[:24]


registry.register(ButtonsMessage())
