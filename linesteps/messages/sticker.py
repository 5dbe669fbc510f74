"""A sticker of LINE's, out of those that its API sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.stickers import StickerInput, is_number, package_of, sticker_help


class StickerBlock(blocks.FieldBlock):
    """A sticker's number."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=False, max_length=20, help_text=sticker_help(), widget=StickerInput()
        )
        super().__init__(**kwargs)


class StickerMessage(MessageKind):
    """LINE's sticker message."""

    name = "sticker"

    def block(self) -> blocks.Block:
        """The sticker's number; its package is found by it."""
        return blocks.StructBlock(
            [
                ("sticker", StickerBlock(label=_("sticker ID"))),
                (
                    "package",
                    blocks.CharBlock(
                        label=_("package ID"),
                        required=False,
                        max_length=20,
                        help_text=_("Leave empty: it is found by the sticker's number."),
                    ),
                ),
            ],
            icon="ls-smile",
            label=_("Sticker"),
            label_format="{sticker}",
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "sticker"}``."""
        number = value["sticker"].strip()
        package = (value.get("package") or "").strip() or package_of(number)
        return {"type": "sticker", "packageId": package, "stickerId": number}

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No number, or none of LINE's list."""
        number, package = (value.get("sticker") or "").strip(), (value.get("package") or "").strip()
        if not number:
            return [Problem(message=_("No sticker is chosen yet. Choose one."), path=("sticker",))]
        if not is_number(number) or (package and not is_number(package)):
            name = "package" if is_number(number) else "sticker"
            return [Problem(message=_("A number of digits only is wanted here."), path=(name,))]
        known = package_of(number)
        if not known and not package:
            text = _("This number is not in LINE's list of stickers. Copy one from the list.")
            return [Problem(message=text, path=("sticker",))]
        if known and package and package != known:
            words = gettext("This sticker belongs to package %(package)s. Leave the field empty.")
            return [Problem(message=words % {"package": known}, path=("package",))]
        if not known:
            # LINE may have listed new ones since; only a test tells.
            words = gettext("We do not know this sticker. Send a test before you publish: LINE refuses many.")
            return [Problem(message=words, path=("sticker",), is_error=False)]
        return []

    def summary(self, value: Mapping[str, Any]) -> str:
        """That it is a sticker, and which."""
        number = value.get("sticker")
        return gettext("Sticker %(number)s") % {"number": number} if number else gettext("Sticker")


registry.register(StickerMessage())
