"""The picture of a rich menu, in exactly the size that the menu has at LINE."""

from __future__ import annotations

from typing import Any

from wagtail.images.image_operations import FillOperation, ImageTransform

from linesteps.line.limits.rich_menu import MAX_IMAGE_BYTES
from linesteps.richmenus.models import RichMenu

#: From the best on, until LINE's 1 MB are kept.
_QUALITIES = (90, 80, 65, 45, 25)
CONTENT_TYPE = "image/jpeg"


class ExactFill(FillOperation):
    """``lsfill-2500x1686``: Wagtail's ``fill``, which is made larger where the original is too small."""

    def run(self, transform: ImageTransform, image: Any) -> ImageTransform:
        """Cut to the shape around the focal point, then to the size."""
        return super().run(transform, image).resize((self.width, self.height))


def picture_of(menu: RichMenu) -> bytes:
    """The picture as a JPEG that LINE takes.

    Raises:
        OSError: its file is lost.
        ValueError: it has so much detail that no quality keeps it below LINE's bound.
    """
    image: Any = menu.image
    width, height = menu.pixels
    for quality in _QUALITIES:
        made = image.get_rendition(f"lsfill-{width}x{height}|format-jpeg|jpegquality-{quality}")
        with made.file.open() as file:
            picture = file.read()
        if len(picture) <= MAX_IMAGE_BYTES:
            return bytes(picture)
    raise ValueError("The picture is too big at any quality.")


def shown_picture(image: Any, size: str) -> str:
    """The address of a smaller one for our own screens."""
    width, height = RichMenu(size=size).pixels
    return str(image.get_rendition(f"lsfill-{width // 2}x{height // 2}|format-jpeg|jpegquality-85").url)
