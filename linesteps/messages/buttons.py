"""A message with up to four buttons: links, or answers that a branch can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.messages.image import FULL, image_problems, rendition_url
from linesteps.messages.kind import (
    Compiling,
    MessageKind,
    Problem,
    link_problems,
    registry,
    text_problems,
)
from linesteps.personalise import readable

#: LINE takes up to 1,500 characters (reference, “Template messages”, ``altText``).
_ALT_TEXT_MAX = 1500
#: LINE's bound (reference, “Buttons template”, ``actions``).
_MOST_BUTTONS = 4
_check_url = URLValidator(schemes=["http", "https"])


class ButtonsMessage(MessageKind):
    """LINE's buttons template."""

    name = "buttons"

    def block(self) -> blocks.Block:
        """Picture, title, text and the buttons."""
        button = blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label=_("words on the button"), required=False, max_length=60)),
                (
                    "url",
                    blocks.CharBlock(
                        label=_("link"),
                        required=False,
                        help_text=_(
                            "Leave empty for an answer: the words on the button are sent back to you."
                        ),
                    ),
                ),
            ],
            label=_("Button"),
            icon="link",
            label_format="{label}",
        )
        return blocks.StructBlock(
            [
                (
                    "title",
                    blocks.CharBlock(label=_("title"), required=False, help_text=_("Up to 40 characters.")),
                ),
                (
                    "text",
                    blocks.TextBlock(
                        label=_("text"),
                        required=False,
                        rows=3,
                        help_text=_("Up to 160 characters; 60 with a title or an image."),
                    ),
                ),
                ("image", ImageChooserBlock(label=_("image"), required=False)),
                ("buttons", blocks.ListBlock(button, label=_("buttons"), max_num=_MOST_BUTTONS)),
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
        template["actions"] = [_action(button, compiling) for button in _buttons(value)]
        alt_text = " ".join(part for part in (value.get("title"), value.get("text")) if part)
        return {"type": "template", "altText": alt_text[:_ALT_TEXT_MAX], "template": template}

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Missing text or buttons, and links that lead nowhere."""
        found = []
        if not (value.get("text") or "").strip():
            found.append(
                Problem(message=_("There is no text yet. LINE needs one above the buttons."), path=("text",))
            )
        if not _buttons(value):
            found.append(
                Problem(message=_("There is no button yet. Add one, or use a text."), path=("buttons",))
            )
        if len(_buttons(value)) > _MOST_BUTTONS:
            text = gettext("Up to %(max)s buttons (now %(count)s). Remove one or split the card.")
            counts = {"max": _MOST_BUTTONS, "count": len(_buttons(value))}
            found.append(Problem(message=text % counts, path=("buttons",)))
        if value.get("image"):
            found += image_problems(value["image"], ("image",))
        for name in ("title", "text"):
            found += text_problems(value.get(name) or "", compiling, (name,))
        for number, button in enumerate(_buttons(value)):
            found += _button_problems(button, ("buttons", number))
        return found

    def summary(self, value: Mapping[str, Any]) -> str:
        """Title or text."""
        return readable(str(value.get("title") or value.get("text") or ""))[:24]


def _buttons(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # A plain ListBlock holds {"type": "item", "value": …}; older data holds the bare values.
    return [item.get("value", item) for item in value.get("buttons") or []]


def _action(button: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
    label = button.get("label") or ""
    if button.get("url"):
        return {"type": "uri", "label": label, "uri": compiling.track(button["url"], label)}
    return {"type": "postback", "label": label, "data": compiling.answer_data(label), "displayText": label}


def _button_problems(button: Mapping[str, Any], path: tuple[str | int, ...]) -> list[Problem]:
    found = []
    if not (button.get("label") or "").strip():
        found.append(Problem(message=_("This button has no words yet."), path=(*path, "label")))
    if button.get("url"):
        try:
            _check_url(button["url"])
        except ValidationError:
            text = _("This link is not complete. It begins with https://, for example https://example.com/.")
            found.append(Problem(message=text, path=(*path, "url")))
        found += link_problems(button["url"], (*path, "url"))
    return found


registry.register(ButtonsMessage())
