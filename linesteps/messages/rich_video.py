"""A film as wide as the chat, with a link when it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.blocks.link import LinkBlock
from linesteps.blocks.personal import LONGEST_STORED, PersonalCharBlock
from linesteps.line.limits import utf16_length
from linesteps.line.limits.imagemap import BASE_WIDTH
from linesteps.messages.image import rendition_url
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.base_picture import needed_picture, picture_problems
from linesteps.messages.parts.buttons import url_problems
from linesteps.messages.parts.described import described_block, described_problems, described_summary
from linesteps.messages.parts.files import file_fields, file_problems, file_title, file_url
from linesteps.messages.parts.picture_address import base_height, base_url
from linesteps.messages.parts.words import words_problems
from linesteps.personalise import readable

Plain = Mapping[str, Any]

#: LINE's bound (reference, “Imagemap message”, ``video.externalLink.label``).
_LONGEST_LABEL = 30
#: JPEG or PNG up to 1 MB (same place, ``video.previewImageUrl``).
_POSTER = "max-1040x4096|format-jpeg|jpegquality-80"


class RichVideo(MessageKind):
    """LINE's imagemap with a film over all of it, called a rich video in LINE Official Account Manager."""

    name = "rich_video"

    def block(self) -> blocks.Block:
        """The film, its picture, the link after it, and what the notification says."""
        image = ImageChooserBlock(
            label=_("picture before it plays"),
            required=False,
            help_text=_("In the shape of the video, 1,040 pixels wide or more."),
        )
        link = LinkBlock(
            label=_("link after the video"),
            required=False,
            help_text=_("May be empty. It is shown when the video has ended, and taps are counted."),
        )
        label = PersonalCharBlock(
            label=_("words of the link"),
            required=False,
            max_length=LONGEST_STORED,
            help_text=_("Up to 30 characters, such as “Read more”."),
        )
        alt_text = described_block(_("Also read aloud to people who cannot see the video."))
        return blocks.StructBlock(
            [
                *file_fields(_("mp4, up to 200 MB.")),
                ("image", image),
                ("link", link),
                ("label", label),
                ("alt_text", alt_text),
            ],
            icon="media",
            label=_("Rich video"),
            label_format="{alt_text}",
        )

    def compile(self, value: Plain, compiling: Compiling) -> dict[str, Any]:
        """``{"type": "imagemap"}`` whose film lies over the whole picture; the link after it is tracked."""
        image = needed_picture(value)
        height = base_height(image)
        video: dict[str, Any] = {
            "originalContentUrl": file_url(value, compiling),
            "previewImageUrl": rendition_url(image.pk, _POSTER, compiling),
            "area": {"x": 0, "y": 0, "width": BASE_WIDTH, "height": height},
        }
        if value.get("link"):
            label = str(value.get("label") or "")
            link_uri = compiling.track(value["link"], readable(label)[:100])
            video["externalLink"] = {"linkUri": link_uri, "label": label}
        return {
            "type": "imagemap",
            "baseUrl": base_url(image, compiling),
            "altText": value.get("alt_text") or "",
            "baseSize": {"width": BASE_WIDTH, "height": height},
            "video": video,
            "actions": [],
        }

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """A missing or unfit film or picture, a link without words or words without a link, no notification."""
        found = [*file_problems(value, ("mp4",)), *picture_problems(value)]
        link, label = value.get("link") or "", value.get("label") or ""
        found += url_problems(link, ("link",))
        if link and not label.strip():
            text = _("The link has no words yet. Say what it leads to, such as “Read more”.")
            found.append(Problem(message=text, path=("label",)))
        if label.strip() and not link:
            text = _("These words lead nowhere yet. Put in a link, or remove the words.")
            found.append(Problem(message=text, path=("link",)))
        found += words_problems(
            label,
            compiling,
            ("label",),
            field=_("words of the link"),
            most=_LONGEST_LABEL,
            measure=utf16_length,
        )
        missing = _("The notification has no words yet. Say in a few words what the video shows.")
        return found + described_problems(value, compiling, missing)

    def summary(self, value: Plain) -> str:
        """What the notification says, else what the film is called."""
        if words := described_summary(value):
            return words
        title = file_title(value)
        return gettext("Rich video: %(title)s") % {"title": title[:24]} if title else gettext("Rich video")


registry.register(RichVideo())
