"""A route as a printed page: a title, the QR code, and what to do with it, on A4 or A6.

Japanese letters are set in HeiseiKakuGo-W5, one of the fonts that PDF names for Japanese and that readers bring along
(ISO 32000-1, 9.7.5.2, character collection Adobe-Japan1), so that a page has 40 KB instead of 5 MB. Whoever gives
pages to a printing house can have a TrueType font of their own embedded (``LINESTEPS_POSTER_FONT``).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, A6
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from linesteps import conf
from linesteps.errors import ConfigurationError
from linesteps.routes.models import Route
from linesteps.routes.qr import BORDER, code_of

_SIZES = {"a4": A4, "a6": A6}
_CID = "HeiseiKakuGo-W5"
_OWN = "linesteps-poster"
_GREEN = HexColor("#06a94d")
_GREY = HexColor("#555555")
#: Where Japanese pauses: behind a space or a sign.
_PAUSE = re.compile(r"(?<=[ 　、。！？])")
#: How much smaller words may become to stay in one line.
_LEAST_SHARE = 0.65
#: What a font made for Western letters has no picture of.
_WESTERN = 0x17F


@dataclass(frozen=True)
class _Place:
    """A column of the page, filled from the top; everything in points."""

    canvas: Canvas
    left: float
    width: float

    def write(self, text: str, top: float, height: float, size: float, color: Any = black) -> float:
        """Centred lines that are made smaller until they fit into ``height``; returns where they end."""
        paragraph, used = _fitting(text, self.width, height, size, color)
        paragraph.drawOn(self.canvas, self.left, top - used)
        return top - used


def poster(route: Route, url: str, size: str) -> bytes:
    """The page as a PDF file.

    Args:
        route: with its account.
        url: what the QR code holds.
        size: ``a4`` or ``a6``.

    Raises:
        ConfigurationError: the font of the settings cannot be used.
    """
    width, height = _SIZES[size]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), pageCompression=1)
    canvas.setTitle(f"{route.account.name}: {route.name}")
    canvas.setAuthor(route.account.name)
    with override(route.language or route.account.language):
        _draw(canvas, route, url, width, height)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, route: Route, url: str, width: float, height: float) -> None:
    # All measures are shares of the page, so that both sizes look alike.
    edge = width * 0.09
    place = _Place(canvas, edge, width - 2 * edge)
    band = height * 0.09
    canvas.setFillColor(_GREEN)
    canvas.rect(0, height - band, width, band, stroke=0, fill=1)
    place.write(route.account.name, height - band * 0.26, band * 0.6, width * 0.045, white)
    top = height - band - height * 0.045
    top = place.write(route.poster_title or _("Add us on LINE"), top, height * 0.16, width * 0.085)
    if route.poster_text:
        top = place.write(route.poster_text, top - height * 0.02, height * 0.09, width * 0.045, _GREY)
    foot = height * 0.19
    side = min(width * 0.62, top - height * 0.03 - foot)
    _draw_code(canvas, url, (width - side) / 2, foot + (top - height * 0.03 - foot - side) / 2, side)
    below = place.write(
        _("Scan with the camera of your phone"), foot - height * 0.01, height * 0.08, width * 0.05
    )
    place.write(
        url.partition("://")[2].rstrip("/"), below - height * 0.015, height * 0.05, width * 0.032, _GREY
    )


def _draw_code(canvas: Canvas, url: str, left: float, bottom: float, side: float) -> None:
    """The code as squares: sharp at any size, and black alone, as printers like it."""
    rows = [list(row) for row in code_of(url).matrix_iter(border=BORDER)]
    module = side / len(rows)
    canvas.setFillColor(black)
    for number, row in enumerate(rows):
        top = bottom + side - number * module
        for start, length in _runs(row):
            canvas.rect(left + start * module, top - module, length * module, module, stroke=0, fill=1)


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Where black begins in a row, and how long it goes on: no hair lines between squares."""
    found: list[tuple[int, int]] = []
    for column, is_black in enumerate(row):
        if is_black and found and sum(found[-1]) == column:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif is_black:
            found.append((column, 1))
    return found


def _fitting(text: str, width: float, height: float, size: float, color: Any) -> tuple[Paragraph, float]:
    font, is_western = _font_for(text)
    if not is_western and not _PAUSE.search(text):
        # A little smaller, rather than broken in the middle of a word.
        share = width / max(pdfmetrics.stringWidth(text, font, size), 1)
        size *= min(share * 0.99, 1) if share >= _LEAST_SHARE else 1
    while True:
        style = ParagraphStyle(
            "linesteps",
            fontName=font,
            fontSize=size,
            leading=size * 1.35,
            alignment=TA_CENTER,
            textColor=color,
            wordWrap=None if is_western else "CJK",
        )
        lines = [text] if is_western else _phrases(text, font, size, width)
        paragraph = Paragraph("<br/>".join(escape(line) for line in lines), style)
        _width, used = paragraph.wrap(width, height)
        if used <= height or size <= 2 * mm:
            return paragraph, used
        size *= 0.92


def _phrases(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines that end where a reader pauses, if there are such places; else the whole, to be broken anywhere."""

    def fits(line: str) -> bool:
        return bool(pdfmetrics.stringWidth(line, font, size) <= width)

    if fits(text):
        return [text]
    lines: list[str] = []
    for phrase in _PAUSE.split(text):
        joined = f"{lines[-1]}{phrase}" if lines else phrase
        if lines and fits(joined.strip()):
            lines[-1] = joined
        else:
            lines.append(phrase)
    found = [line.strip() for line in lines if line.strip()]
    return found if all(fits(line) for line in found) else [text]


def _font_for(text: str) -> tuple[str, bool]:
    """The font, and whether its lines break at spaces only."""
    is_western = all(ord(letter) <= _WESTERN or letter in "“”‘’–—…" for letter in text)
    if path := conf.poster_font():
        return _own_font(path), is_western
    if is_western and text.isascii():
        return "Helvetica-Bold", True
    pdfmetrics.registerFont(UnicodeCIDFont(_CID))
    return _CID, is_western


@lru_cache(maxsize=4)
def _own_font(path: str) -> str:
    try:
        pdfmetrics.registerFont(TTFont(_OWN, path))
    except (TTFError, OSError) as error:
        text = f"LINESTEPS_POSTER_FONT: {path} is no TrueType font that can be embedded ({error})."
        raise ConfigurationError(text) from None
    return _OWN
