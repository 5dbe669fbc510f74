"""Pictures in a shape that LINE has: cut here, so that the part that matters in Wagtail stays in sight."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: LINE's names and aspect ratios (reference, “Carousel template”, ``imageAspectRatio``), 1,024 pixels wide.
RECTANGLE, SQUARE = "rectangle", "square"
SHAPES = ((RECTANGLE, _("Wide")), (SQUARE, _("Square")))
CUT = {
    RECTANGLE: "fill-1024x678|format-jpeg|jpegquality-85",
    SQUARE: "fill-1024x1024|format-jpeg|jpegquality-85",
}
