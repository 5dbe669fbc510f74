"""The sheet that shows every kind of message at once, with pictures of our own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.drawn_chat import STATIC
from tests.browser.every_message import SITE, coupons, every_message

COLUMNS = 6
#: Drawn here: sky, sea or plate, and what is on it.
SCENES = {
    "fish": '<rect width="200" height="130" fill="#dfe9ec"/><ellipse cx="100" cy="72" rx="78" ry="42" fill="#fff"/>'
    '<path d="M48 72q30-32 76-4l22-16v38l-22-14q-46 26-76-4z" fill="#4d7f96"/>'
    '<circle cx="66" cy="68" r="4" fill="#fff"/>',
    "harbour": '<rect width="200" height="130" fill="#f6d9a8"/><circle cx="140" cy="52" r="20" fill="#e88d4f"/>'
    '<rect y="78" width="200" height="52" fill="#2f6d86"/><path d="M40 76h62l-12 20H52z" fill="#7a3b2e"/>'
    '<path d="M66 30v42h-24zM72 36v36h20z" fill="#fff"/>',
    "coupon": '<rect width="200" height="130" fill="#7a5510"/><circle cx="100" cy="65" r="40" fill="#f0c878"/>'
    '<path d="M80 85l40-40" stroke="#7a5510" stroke-width="8"/><circle cx="84" cy="50" r="8" fill="#7a5510"/>'
    '<circle cx="116" cy="80" r="8" fill="#7a5510"/>',
    "map": '<rect width="200" height="135" fill="#1d446b"/><rect x="100" width="100" height="135" fill="#2b5f75"/>'
    '<circle cx="50" cy="67" r="26" fill="#f0c878"/>'
    '<rect x="124" y="42" width="52" height="50" rx="6" fill="#dfe9ec"/>',
    "face": '<rect width="200" height="200" fill="#cfe3ea"/><circle cx="100" cy="84" r="40" fill="#7a3b2e"/>'
    '<circle cx="100" cy="200" r="74" fill="#1d446b"/>',
    "star": '<path d="M100 15l25 55 60 7-45 41 12 60-52-30-52 30 12-60-45-41 60-7z" fill="#c77d12"/>',
}  # fmt: skip
SQUARE = {"face", "star"}


def answer(route: Route) -> None:
    """A picture for each address of the messages."""
    parts = route.request.url.removeprefix(SITE + "/").split("/")
    name = parts[0].split(".")[0]
    if name not in SCENES:
        route.abort()
        return
    route.fulfill(content_type="image/svg+xml", body=scene(name))


def scene(name: str) -> str:
    """One of the drawings."""
    height = 200 if name in SQUARE else 135 if name == "map" else 130
    size = f'width="400" viewBox="0 0 200 {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{SCENES[name]}</svg>'


def draw_sheet(
    page: Page, language: str, words: dict[str, Any], designs: Sequence[tuple[str, Any]] = ()
) -> None:
    """Every kind in columns, each under its name.

    Args:
        words: those of ``chat_words`` in that language.
        designs: name and message of each ready design in that language.
    """
    page.route(f"{SITE}/**", answer)
    items = [
        {
            "kind": "send", "step": "", "seconds": 0, "heading": caption, "clock": "10:00", "depth": 0,
            "text": caption, "messages": [message], "note": "", "port": "", "ways": [],
        }
        for caption, message in [*every_message(language), *designs]
    ]  # fmt: skip
    shop = {"ja": "みなと水産", "en": "Minato Fish"}[language]
    shown = {"items": items, "account": shop, "coupons": coupons(language), "words": words}
    data = json.dumps(shown).replace("<", "\\u003C")
    page.set_content(
        f'<!doctype html><html lang="{language}"><body><main class="ls-talk ls-chat" id="ls-preview"></main>'
        f'<script type="application/json" id="ls-preview-shown">{data}</script></body></html>'
    )
    page.add_style_tag(path=STATIC / "preview.css")
    page.add_style_tag(
        content=f"#ls-preview {{ max-width: none; display: block; columns: {COLUMNS}; column-gap: 1rem }}"
        "#ls-preview { min-height: 0 }"
        ".ls-talk__item { break-inside: avoid; margin-block-end: 1.2rem } .ls-preview__bar { display: none }"
        ".ls-chat__date { margin-block: 0 .5rem; width: fit-content; margin-inline: auto }"
    )
    page.add_script_tag(path=STATIC / "preview.js")
    page.wait_for_load_state("networkidle")
