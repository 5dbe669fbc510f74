"""Message objects as the preview page draws them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from linesteps.messages.shown.words import chat_words

STATIC = Path(__file__).resolve().parents[2] / "linesteps/static/linesteps"
PICTURE = "https://example.com/a.jpg"


def draw(
    page: Page, *messages: dict[str, Any], coupons: dict[str, Any] | None = None, width: int = 430
) -> Locator:
    """The messages as the preview page draws them; nothing is loaded from elsewhere."""
    return draw_raw(page, [json.dumps(one) for one in messages], coupons=coupons, width=width)


def draw_raw(
    page: Page, messages: list[str], *, coupons: dict[str, Any] | None = None, width: int = 430
) -> Locator:
    """As ``draw``, for what Python's own JSON could not write: each message is JSON already."""
    page.route("https://example.com/**", lambda route: route.abort())
    item = {
        "kind": "send", "step": "1", "seconds": 0, "heading": "Day 1, 10:00", "clock": "10:00", "depth": 0,
        "text": "Step", "messages": [], "note": "", "port": "", "ways": [],
    }  # fmt: skip
    shown = {"items": [item], "account": "Shop", "coupons": coupons or {}, "words": chat_words()}
    whole = json.dumps(shown).replace('"messages": []', f'"messages": [{", ".join(messages)}]', 1)
    # As Django's json_script writes it.
    data = whole.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(
        '<!doctype html><html lang="en"><body><main class="ls-talk ls-chat" id="ls-preview"></main>'
        f'<script type="application/json" id="ls-preview-shown">{data}</script></body></html>'
    )
    page.add_style_tag(path=STATIC / "preview.css")
    page.add_script_tag(path=STATIC / "preview.js")
    return page.locator("#ls-preview")
