"""The picture of an own coupon, cut as the card and the page show it."""

from __future__ import annotations

import logging

from wagtail.images.models import SourceImageIOError

from linesteps.coupons.models import OwnCoupon

logger = logging.getLogger("linesteps.coupons")

#: Wide, as LINE's own coupon cards are.
CUT, SHAPE = "fill-1024x512|format-jpeg|jpegquality-85", "2:1"


def picture_url(coupon: OwnCoupon) -> str:
    """Its address on this site; empty if it has none, or if the file is lost: the coupon counts without."""
    if coupon.image is None:
        return ""
    try:
        return str(coupon.image.get_rendition(CUT).url)
    except (SourceImageIOError, OSError):
        logger.exception("The picture of an own coupon cannot be read.", extra={"coupon": coupon.pk})
        return ""
