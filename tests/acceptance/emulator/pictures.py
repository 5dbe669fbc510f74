"""Pictures of any size."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def png(width: int, height: int) -> bytes:
    """A PNG in one colour."""
    out = BytesIO()
    Image.new("RGB", (width, height), "#2c7f86").save(out, "PNG")
    return out.getvalue()
