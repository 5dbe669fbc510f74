"""Pictures of messages that are kept, and whether a new one shows the same.

Fonts differ from machine to machine, so Latin words are drawn in the font that Pillow carries with it, and a
picture counts as the same although the edges of letters differ: what is compared is the mean of small squares.
"""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

from PIL import Image, ImageChops, ImageFont
from playwright.sync_api import Locator, Page

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "messages"
#: Renew the pictures instead of comparing them; then look at what has changed.
RENEW = "LINESTEPS_RENEW_GOLDEN"
#: The side of a square in pixels; how far two means may be apart (0 to 255) and still be alike; which share of the
#: squares may not be.
_SQUARE, _ALIKE, _MOST_UNLIKE = 4, 24, 0.004
#: A line that breaks elsewhere makes a picture higher by far more.
_MOST_PIXELS = 2
_COLOURS = 64


def use_pillows_font(page: Page) -> None:
    """Draw all words in a font that is the same everywhere."""
    font = ImageFont.load_default(16)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("This Pillow is built without FreeType.")
    data = base64.b64encode(font.font_bytes).decode()
    page.add_style_tag(
        content=f"@font-face {{ font-family: Golden; src: url(data:font/ttf;base64,{data}) }}"
        "* { font-family: Golden, sans-serif !important }"
    )
    page.evaluate("document.fonts.load('16px Golden').then(() => document.fonts.ready)")


def same_as_kept(drawn: Locator, name: str) -> str:
    """What is different from the kept picture of this name; nothing if nothing is.

    A picture that is not kept yet, or all of them with ``LINESTEPS_RENEW_GOLDEN``, is kept now.
    """
    shot = Image.open(io.BytesIO(drawn.screenshot(animations="disabled"))).convert("RGB")
    path = GOLDEN / f"{name}.png"
    if os.environ.get(RENEW):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        shot.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        return ""
    if not path.exists():
        return f"{path.name} is not kept yet; {RENEW}=1 keeps it"
    kept = Image.open(path).convert("RGB")
    apart = [abs(one - other) for one, other in zip(shot.size, kept.size, strict=True)]
    if max(apart) > _MOST_PIXELS:
        return f"{path.name}: {shot.size} instead of {kept.size} pixels"
    share = unlike(shot, kept)
    return f"{path.name}: {share:.1%} of it differ" if share > _MOST_UNLIKE else ""


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of squares that are not alike, of the part that both have."""
    size = (min(one.width, other.width), min(one.height, other.height))
    means = [picture.crop((0, 0, *size)).reduce(_SQUARE) for picture in (one, other)]
    difference = ImageChops.difference(*means)
    # The largest of the three channels.
    red, green, blue = difference.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[_ALIKE:]) / (most.width * most.height)
