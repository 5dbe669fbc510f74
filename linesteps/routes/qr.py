"""The QR code of a route, for screens and for print."""

from __future__ import annotations

import io

import segno

#: White around the code that scanners need (ISO/IEC 18004), in modules.
BORDER = 4
#: Pixels of a module in the PNG: a code of 33 modules and its border becomes some 1,600 pixels wide, which prints
#: 13 cm wide at 300 dots an inch.
_PRINT_SCALE = 40


def code_of(url: str) -> segno.QRCode:
    """The code itself; a quarter of it may be covered or dirty, as happens to posters."""
    return segno.make(url, error="q", micro=False, boost_error=False)


def picture(url: str) -> str:
    """As the address of an SVG picture that fills what stands around it."""
    return str(
        code_of(url).svg_data_uri(border=BORDER, dark="#000", light="#fff", omitsize=True, lineclass="")
    )


def svg(url: str) -> bytes:
    """An SVG file for designers."""
    out = io.BytesIO()
    code_of(url).save(out, kind="svg", border=BORDER, dark="#000", light="#fff", scale=10)
    return out.getvalue()


def png(url: str) -> bytes:
    """A PNG file that is large enough for print."""
    out = io.BytesIO()
    code_of(url).save(out, kind="png", border=BORDER, dark="#000", light="#fff", scale=_PRINT_SCALE)
    return out.getvalue()
