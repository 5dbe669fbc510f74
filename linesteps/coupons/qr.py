"""A coupon's code as a QR code, for the scanner at a till."""

from __future__ import annotations

import segno


def qr_picture(code: str) -> str:
    """The code as the address of an SVG picture: black on white with the quiet zone of four modules that scanners need.

    It is as large as what stands around it (ISO/IEC 18004 wants the white around it, on dark pages too). As a
    picture, nothing that a code holds can become part of the page.

    Args:
        code: what the scanner reads, nothing added.
    """
    drawn = segno.make(code, error="m", micro=False)
    return drawn.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True, lineclass="")
