"""The one renderer of messages: draws what LINE knows, and runs nothing of what it is given."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawn_chat import STATIC, draw

pytestmark = pytest.mark.browser

EVIL = '<img src=x onerror="window.harmed = 1"><script>window.harmed = 1</script>'


def test_nothing_in_a_message_is_ever_run(page: Page) -> None:
    bad = "javascript:window.harmed=1"
    data = "data:text/html,<script>window.harmed=1</script>"
    action = {"type": "uri", "label": EVIL, "uri": bad}
    box = {
        "type": "box", "layout": EVIL, "backgroundColor": "red;} body{display:none", "paddingAll": "1px;color:red",
        "justifyContent": "url(javascript:window.harmed=1)", "cornerRadius": "expression(1)", "width": "9999999px",
        "contents": [
            {"type": "text", "text": EVIL, "color": "url(x)", "size": "1px;position:fixed", "decoration": "x;y"},
            {"type": "image", "url": bad, "aspectRatio": "1;2:3"},
            {"type": "button", "action": action, "color": "javascript:1"},
        ],
    }  # fmt: skip
    chat = draw(
        page,
        {"type": "text", "text": EVIL},
        {"type": "textV2", "text": "{" + "a" * 9 + "}" + EVIL, "substitution": EVIL},
        {"type": "image", "previewImageUrl": bad, "originalContentUrl": data},
        {"type": "video", "previewImageUrl": data},
        {
            "type": "imagemap",
            "baseUrl": bad,
            "altText": EVIL,
            "actions": [{"linkUri": bad, "area": EVIL, **action}],
        },
        {
            "type": "template",
            "template": {"type": "buttons", "text": EVIL, "thumbnailImageUrl": bad, "actions": [action]},
        },
        {
            "type": "flex",
            "altText": EVIL,
            "contents": {"type": "bubble", "size": EVIL, "body": box, "styles": EVIL},
        },
        {"type": "coupon", "couponId": "__proto__"},
        {"type": EVIL},
        {"type": "text", "text": "x", "quickReply": {"items": [{"action": {**action}}]}},
    )
    expect(chat).to_contain_text('<img src=x onerror="window.harmed = 1">')
    page.wait_for_timeout(300)
    assert page.evaluate("window.harmed") is None
    assert page.evaluate("document.querySelectorAll('#ls-preview script, #ls-preview iframe').length") == 0
    addresses = page.evaluate(
        "[...document.querySelectorAll('#ls-preview *')].flatMap(node => [node.src, node.href, node.srcset])"
        ".filter(address => typeof address === 'string' && address)"
    )
    assert all(address.startswith("https://example.com/") for address in addresses)
    styles = page.evaluate(
        "[...document.querySelectorAll('#ls-preview [style]')].map(node => node.style.cssText)"
    )
    assert not [one for one in styles if any(bad in one for bad in ("url", "javascript", "fixed", "9999"))]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": None},
        {"type": "text"},
        {"type": "text", "text": {"a": 1}, "emojis": [{"index": -5}, 7, None]},
        {"type": "template"},
        {"type": "template", "template": {"type": "carousel", "columns": "none"}},
        {"type": "flex", "contents": [1]},
        {"type": "flex", "contents": {"type": "carousel", "contents": [None, 5]}},
        {"type": "imagemap", "baseSize": {"width": -1, "height": "NaN"}, "actions": [None]},
        {"type": "audio", "duration": "long"},
        {"type": "coupon"},
        {"type": "text", "text": "x", "quickReply": {"items": [None, {"action": 5}]}},
    ],
)
def test_odd_message_is_drawn_somehow(page: Page, message: dict[str, Any]) -> None:
    chat = draw(page, message, {"type": "text", "text": "What follows"})
    expect(chat).to_contain_text("What follows")


def test_giant_text_stays_within_the_phone(page: Page) -> None:
    chat = draw(page, {"type": "text", "text": "W" * 50_000}, {"type": "text", "text": "after " * 5_000})
    for bubble in chat.locator(".ls-chat__text").all():
        box = bubble.bounding_box()
        assert box and box["width"] < 400
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_marks_that_turn_the_direction_stay_within_their_bubble(page: Page) -> None:
    chat = draw(
        page, {"type": "text", "text": "abc \u202e\u2067 olleh"}, {"type": "text", "text": "שלום, friend"}
    )
    isolated = chat.locator(".ls-chat__text").first.evaluate("node => getComputedStyle(node).unicodeBidi")
    assert isolated in {"isolate", "plaintext"}
    times = chat.locator("time").all()
    lefts = [time.bounding_box() for time in times]
    bubbles = [bubble.bounding_box() for bubble in chat.locator(".ls-chat__text").all()]
    # The time stands on the right of the bubble, whatever is written in it.
    for time, bubble in zip(lefts, bubbles, strict=True):
        assert time and bubble and time["x"] >= bubble["x"] + bubble["width"]
    assert chat.locator(".ls-chat__text").nth(1).evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_skin_is_our_own() -> None:
    for name in ("preview.css", "phone.css", "simulator.css", "phone-tab.css"):
        styles = (STATIC / name).read_text().lower()
        # LINE's green and the blue of its chats, and class names of its tools.
        for foreign in ("#06c755", "#00b900", "#8cabd9", "#7494c0", ".mdtxt", ".lygi", ".exbtn"):
            assert foreign not in styles, (name, foreign)


def test_library_is_small() -> None:
    folder = STATIC.parents[1] / "static_src/chat"
    lines = [line for file in folder.glob("*.ts") for line in file.read_text().splitlines()]
    written = [line for line in lines if line.strip() and not line.strip().startswith(("//", "*", "/*"))]
    # All of LINE's layout model is in it, and it draws while somebody types.
    assert len(written) <= 950
