"""The stickers that LINE's API sends, and the field in which editors choose one by its picture."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from wagtail.admin.staticfiles import versioned_static

#: Where LINE shows them with their numbers; its pictures are not ours to keep.
_LIST = {
    "ja": "https://developers.line.biz/ja/docs/messaging-api/sticker-list/",
    "en": "https://developers.line.biz/en/docs/messaging-api/sticker-list/",
}
#: LINE's own server of pictures, from which many programs show stickers; not documented. Without it the picker
#: shows numbers.
_PICTURE = "https://stickershop.line-scdn.net/stickershop/v1/sticker/{sticker}/android/sticker.png"
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


def package_of(number: str) -> str:
    """The package of a sticker in LINE's list; empty for any other."""
    if not is_number(number):
        return ""
    return next((key for key, (first, last) in PACKAGES.items() if first <= int(number) <= last), "")


def is_number(text: str) -> bool:
    """Whether it is made of plain digits."""
    return text.isascii() and text.isdecimal()


class StickerInput(forms.TextInput):
    """A field for a sticker's number, with LINE's stickers to choose from; without a script it is typed."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, with what the script needs."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "inputmode": "numeric",
            "autocomplete": "off",
            "data-controller": "ls-stickers",
            "data-ls-stickers-packages-value": json.dumps([[key, *span] for key, span in PACKAGES.items()]),
            "data-ls-stickers-picture-value": _PICTURE,
            "data-ls-stickers-words-value": json.dumps(_words(), ensure_ascii=False),
        }
        return context

    @property
    def media(self) -> forms.Media:
        """The script that shows the stickers."""
        return forms.Media(
            js=[versioned_static("linesteps/stickers.js")],
            css={"all": [versioned_static("linesteps/stickers.css")]},
        )


def _words() -> dict[str, str]:
    """``{…}`` are places that the script fills."""
    return {
        "choose": gettext("Choose a sticker"),
        "close": gettext("Close the stickers"),
        "packages": gettext("Sets of stickers"),
        "package": gettext("Set {number}"),
        "sticker": gettext("Sticker {number}"),
    }


def _help() -> str:
    """Where the numbers stand, in the reader's language."""
    return format_html(
        '{} <a href="{}" target="_blank" rel="noreferrer">{}</a>',
        gettext("Choose one, or write the number below it in LINE's list of stickers, such as 52002734."),
        _LIST["ja" if (get_language() or "").startswith("ja") else "en"],
        gettext("Open the list of stickers"),
    )


#: What the field says of itself.
sticker_help = lazy(_help, str)
