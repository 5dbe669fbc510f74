"""Signed addresses of pictures that LINE fetches in widths of its own choice, and the sizes behind them.

LINE asks ``{address}/{width}``. The address names an image and the state of its file, so that a phone may
keep what it got for ever; the signature keeps everybody from other images of the site, and from making
renditions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.images.image_operations import ImageTransform, TransformOperation

from linesteps.line.limits.imagemap import BASE_WIDTH
from linesteps.messages.kind import Compiling
from linesteps.seal import Seal

#: LINE asks for these (reference, “Imagemap message”, ``baseUrl``).
WIDTHS = (240, 300, 460, 700, BASE_WIDTH)
#: The key of an image as an unsigned 64-bit number, and the beginning of its file's hash.
_SEAL = Seal("linesteps picture token", ">Q8s")


@dataclass(frozen=True, kw_only=True)
class PictureToken:
    """What an address says: an image, and what its file was like when the address was written."""

    image_id: int
    state: bytes


class ExactWidth(TransformOperation):
    """``lswidth-1040``: as wide as that, larger than the original, too.

    Wagtail's own operations never make a picture larger, and LINE wants the width that it asked for.
    """

    def construct(self, width: str) -> None:
        """Take the width in pixels."""
        self.width = int(width)

    def run(self, transform: ImageTransform, image: Any) -> ImageTransform:
        """Keep the shape."""
        width, height = transform.size
        return transform.resize((self.width, height_at(self.width, width, height)))


def height_at(wanted: int, width: int, height: int) -> int:
    """How high a picture of this shape is when it is ``wanted`` wide."""
    return max(1, round(wanted * height / width))


def base_height(image: Any) -> int:
    """The height in the units of areas, in which every picture is 1,040 wide."""
    return height_at(BASE_WIDTH, image.width, image.height)


def rendition_of(image: Any, width: int) -> Any:
    """The picture in one of LINE's widths, made now if it does not exist."""
    return image.get_rendition(f"lswidth-{width}|format-jpeg|jpegquality-85")


def base_url(image: Any, compiling: Compiling) -> str:
    """LINE's ``baseUrl``."""
    token = PictureToken(image_id=image.pk, state=state_of(image))
    path = reverse("linesteps:picture", args=[write(token), BASE_WIDTH])
    return compiling.public_url(path.rpartition("/")[0])


def state_of(image: Any) -> bytes:
    """What is another one after the file of the image was replaced."""
    return hashlib.sha256(image.get_file_hash().encode()).digest()[:8]


def write(token: PictureToken) -> str:
    """The token as 43 URL-safe characters, signed with the first of the encryption keys."""
    return _SEAL.write(token.image_id, token.state)


def read(text: str) -> PictureToken | None:
    """What a token says, or ``None`` when no key of ours signed it."""
    parts = _SEAL.read(text)
    return None if parts is None else PictureToken(image_id=parts[0], state=parts[1])
