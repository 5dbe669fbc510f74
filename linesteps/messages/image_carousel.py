"""Pictures side by side, each with one link or answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.blocks.link import LinkBlock
from linesteps.blocks.personal import PersonalCharBlock
from linesteps.messages.image import image_problems, rendition_url
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.buttons import action, button_problems, items_of, name_in
from linesteps.messages.parts.numbered import count_problems, numbered
from linesteps.messages.parts.pictures import CUT, SQUARE
from linesteps.messages.parts.words import LONGEST_ALT_TEXT, NOTIFICATION, alt_text, at, words_problems
from linesteps.personalise import readable

Plain = Mapping[str, Any]

#: LINE's bounds (reference, “Image carousel template” and “Action objects”, ``label``).
_MOST_IMAGES, _LONGEST_LABEL = 10, 12


class ImageCarouselMessage(MessageKind):
    """LINE's image carousel template."""

    name = "image_carousel"

    def block(self) -> blocks.Block:
        """The pictures, and what the notification says."""
        picture = blocks.StructBlock(
            [
                ("image", ImageChooserBlock(label=_("image"), required=False)),
                (
                    "label",
                    blocks.CharBlock(
                        label=_("words on the image"),
                        required=False,
                        max_length=60,
                        help_text=_("Up to 12 characters. With a link they may be left empty."),
                    ),
                ),
                (
                    "url",
                    LinkBlock(
                        label=_("link"),
                        required=False,
                        help_text=_(
                            "Leave empty for an answer: the words on the image are sent back to you."
                        ),
                    ),
                ),
            ],
            label=_("Image"),
            icon="image",
            label_format="{label}",
        )
        return blocks.StructBlock(
            [
                ("images", blocks.ListBlock(picture, label=_("images"), max_num=_MOST_IMAGES)),
                (
                    "alt_text",
                    PersonalCharBlock(
                        label=NOTIFICATION,
                        required=False,
                        max_length=LONGEST_ALT_TEXT,
                        help_text=_("Left empty, the notification says the words on the images."),
                    ),
                ),
            ],
            icon="ls-images",
            label=_("Images side by side (template)"),
            label_format="{alt_text}",
        )

    def compile(self, value: Plain, compiling: Compiling) -> dict[str, Any]:
        """``{"type": "template"}`` of type ``image_carousel``, with square pictures as LINE shows them."""
        images = items_of(value, "images")
        columns = [_column(one, number, compiling) for number, one in enumerate(images, 1)]
        words = value.get("alt_text") or " / ".join(str(one["label"]) for one in images if one.get("label"))
        template = {"type": "image_carousel", "columns": columns}
        return {"type": "template", "altText": alt_text(words), "template": template}

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """Missing pictures, taps that do nothing, and a notification without words."""
        images = items_of(value, "images")
        if not images:
            return [Problem(message=_("There is no image yet. Add one."), path=("images",))]
        found = count_problems(_("images"), images, most=_MOST_IMAGES, path=("images",))
        for number, one in enumerate(images):
            path = ("images", number)
            told = image_problems(one.get("image"), (*path, "image"))
            told += button_problems(one, compiling, path, most=_LONGEST_LABEL, needs_label=False)
            found += at(gettext("Image %(number)s") % {"number": number + 1}, told)
        found += words_problems(
            value.get("alt_text"), compiling, ("alt_text",), field=NOTIFICATION, most=LONGEST_ALT_TEXT
        )
        if not any(
            (text or "").strip() for text in (value.get("alt_text"), *(one.get("label") for one in images))
        ):
            words = _("The notification has no words yet. Say in a few words what this is about.")
            found.append(Problem(message=words, path=("alt_text",)))
        return found

    def summary(self, value: Plain) -> str:
        """What the notification says, or how many pictures there are."""
        images = items_of(value, "images")
        words = str(value.get("alt_text") or next((one["label"] for one in images if one.get("label")), ""))
        if words:
            return readable(words)[:24]
        count = sum(bool(one.get("image")) for one in images)
        return ngettext("%(count)s image", "%(count)s images", count) % {"count": count} if count else ""


def _column(one: Plain, number: int, compiling: Compiling) -> dict[str, Any]:
    tap = action(one, compiling, name_in(numbered(number, one.get("label")), ""))
    # An empty label is refused, a missing one is not.
    tap = {name: part for name, part in tap.items() if name != "label" or part}
    return {"imageUrl": rendition_url(one["image"], CUT[SQUARE], compiling), "action": tap}


registry.register(ImageCarouselMessage())
