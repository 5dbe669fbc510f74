"""A film; who watched it to its end is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from linesteps.messages.image import image_problems, rendition_url
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.buttons import name_in
from linesteps.messages.parts.files import file_fields, file_problems, file_title, file_url

#: LINE takes JPEG or PNG up to 1 MB (reference, “Video message”, ``previewImageUrl``).
_POSTER = "max-1024x1024|format-jpeg|jpegquality-80"


class VideoMessage(MessageKind):
    """LINE's video message, with an identity of the step's own."""

    name = "video"

    def block(self) -> blocks.Block:
        """The film and its first picture."""
        poster = ImageChooserBlock(
            label=_("picture before it plays"),
            required=False,
            help_text=_("As wide and high as the video, or LINE shows both, one behind the other."),
        )
        return blocks.StructBlock(
            [*file_fields(_("mp4, up to 200 MB.")), ("image", poster)],
            icon="media",
            label=_("Video"),
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "video"}``; that it was watched to its end comes back as an answer does."""
        # LINE's pattern for a tracking id has no underscore, and an imported step's id may.
        tracking_id = compiling.answer_data(name_in(f"▶ {file_title(value)}", "")).replace("_", ".")
        return {
            "type": "video",
            "originalContentUrl": file_url(value, compiling),
            "previewImageUrl": rendition_url(value["image"], _POSTER, compiling),
            "trackingId": tracking_id,
        }

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A missing or unfit film, and a missing picture."""
        return [*file_problems(value, ("mp4",)), *image_problems(value.get("image"), ("image",))]

    def summary(self, value: Mapping[str, Any]) -> str:
        """What the film is called."""
        title = file_title(value)
        return gettext("Video: %(title)s") % {"title": title[:24]} if title else gettext("Video")


registry.register(VideoMessage())
