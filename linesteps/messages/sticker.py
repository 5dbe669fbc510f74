"""A sticker of LINE's, out of those that its API sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, MessageKind, Problem, registry

#: Where LINE shows them with their numbers; its pictures are not ours to keep.
_LIST = {
    "ja": "https://developers.line.biz/ja/docs/messaging-api/sticker-list/",
    "en": "https://developers.line.biz/en/docs/messaging-api/sticker-list/",
}
#: By package, the first and the last sticker that LINE lists there (docs, “Stickers”, as of November 2026).
PACKAGES = {
    "446": (1988, 2027),
    "789": (10855, 10894),
    "1070": (17839, 17878),
    "6136": (10551376, 10551399),
    "6325": (10979904, 10979927),
    "6359": (11069848, 11069871),
    "6362": (11087920, 11087943),
    "6370": (11088016, 11088039),
    "6632": (11825374, 11825397),
    "8515": (16581242, 16581265),
    "8522": (16581266, 16581289),
    "8525": (16581290, 16581313),
    "11537": (52002734, 52002773),
    "11538": (51626494, 51626533),
    "11539": (52114110, 52114149),
}


class StickerMessage(MessageKind):
    """LINE's sticker message."""

    name = "sticker"

    def block(self) -> blocks.Block:
        """The sticker's number; its package is found by it."""
        return blocks.StructBlock(
            [
                (
                    "sticker",
                    blocks.CharBlock(
                        label=_("sticker ID"), required=False, max_length=20, help_text=lazy(_help, str)()
                    ),
                ),
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
            return [Problem(message=_("No sticker is chosen yet. Write its number."), path=("sticker",))]
        if not _is_number(number) or (package and not _is_number(package)):
            name = "package" if _is_number(number) else "sticker"
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


def package_of(number: str) -> str:
    """The package of a sticker in LINE's list; empty for any other."""
    if not _is_number(number):
        return ""
    return next((key for key, (first, last) in PACKAGES.items() if first <= int(number) <= last), "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _help() -> str:
    """Where the numbers stand, in the reader's language."""
    return format_html(
        '{} <a href="{}" target="_blank" rel="noreferrer">{}</a>',
        gettext("The number below the sticker in LINE's list of stickers, such as 52002734."),
        _LIST["ja" if (get_language() or "").startswith("ja") else "en"],
        gettext("Open the list of stickers"),
    )


registry.register(StickerMessage())
