"""An image message from Wagtail's image library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from linesteps import conf
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.referred import referred

#: LINE takes JPEG or PNG up to 10 MB, the preview up to 1 MB (reference, “Image message”).
FULL = "max-1024x1024|format-jpeg|jpegquality-85"
PREVIEW = "max-240x240|format-jpeg|jpegquality-80"


def rendition_url(image_id: int, spec: str, compiling: Compiling) -> str:
    """The absolute address of a rendition, made now if it does not exist."""
    image = referred(get_image_model(), image_id)
    if image is None:
        raise LookupError("Problems are asked for first.")
    return compiling.public_url(image.get_rendition(spec).url)


def image_problems(image_id: Any, path: tuple[str | int, ...]) -> list[Problem]:
    """Whether the image exists and can be fetched by LINE."""
    if not image_id:
        return [Problem(message=_("No image is chosen yet. Choose one."), path=path)]
    if referred(get_image_model(), image_id) is None:
        return [Problem(message=_("The image was deleted. Choose another one."), path=path)]
    if not conf.public_base_url():
        return [
            Problem(
                message=_("LINE cannot fetch images: the setting LINESTEPS_PUBLIC_BASE_URL is missing."),
                path=path,
            )
        ]
    return []


class ImageMessage(MessageKind):
    """A picture; LINE fetches it from this site."""

    name = "image"

    def block(self) -> blocks.Block:
        """An image chooser."""
        return blocks.StructBlock(
            [("image", ImageChooserBlock(label=_("image"), required=False))], icon="image", label=_("Image")
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "image"}`` with two renditions."""
        return {
            "type": "image",
            "originalContentUrl": rendition_url(value["image"], FULL, compiling),
            "previewImageUrl": rendition_url(value["image"], PREVIEW, compiling),
        }

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A missing image."""
        return image_problems(value.get("image"), ("image",))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Just that it is a picture."""
        return gettext("Image")


registry.register(ImageMessage())
