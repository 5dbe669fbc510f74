"""Messages made to do harm: whatever stands in them, nothing runs, nothing is fetched from where it may not,
no style escapes its value, and the page answers.

The messages are those of every kind, with hostile values put in at random; the seeds are fixed, so that a
failure can be repeated.
"""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawn_chat import draw, draw_raw
from tests.browser.every_message import every_message
from tests.browser.tapped_phone import TappedPhone

pytestmark = pytest.mark.browser

HARM = "window.harmed=1"
ADDRESSES = [
    f"javascript:{HARM}", f"JaVaScRiPt:{HARM}", f" javascript:{HARM}", f"java\tscript:{HARM}", "vbscript:x",
    f"data:text/html,<script>{HARM}</script>", "data:image/svg+xml,<svg onload='window.harmed=1'/>", "blob:x",
    "//evil.example/a.png", "https:evil", "https://user:secret@evil.example\\@example.com/", "file:///etc/passwd",
]  # fmt: skip
MARKUP = [
    f"</script><script>{HARM}</script>", f"<img src=x onerror={HARM}>", f'"><svg/onload={HARM}>', f"' onclick='{HARM}",
]  # fmt: skip
STYLES = [
    "red;position:fixed;inset:0", "#fff;background:url(https://evil.example/)", "#12345", "#1234567g",
    "url(https://evil.example/x)", "expression(alert(1))", "var(--ls-chat-paper)", "calc(1px + 1000vw)",
    "1px;color:red", "99999px", "-5px", "1e9px", "100vw", "NaNpx", "9" * 400, "1:1;position:fixed", "0:0",
    "1:1000000", "linear-gradient(red,blue)", "90deg, url(https://evil.example/)",
]  # fmt: skip
ODD: list[Any] = [
    "__proto__", "constructor", "toString", "hasOwnProperty", "\u202e\u2067\u0000\ufffe", "W" * 3000,
    0, -1, 1e308, -1e308, 0.1, True, False, None, [], {}, [[[]]], [None], {"type": "box"}, {"type": {"type": "box"}},
    {"type": "uri", "uri": f"javascript:{HARM}", "label": "x"}, {"toString": None, "valueOf": None},
    {"__proto__": {"type": "box"}},
]  # fmt: skip
HOSTILE: list[Any] = [*ADDRESSES, *MARKUP, *STYLES, *ODD]
SEEN = """() => {
    const ADDRESSED = ["src", "href", "srcset", "action", "formaction", "xlink:href", "poster", "data"];
    const nodes = [...document.querySelectorAll("#ls-preview, #ls-preview *, .lines, .lines *")];
    return {
        tags: [...new Set(nodes.map(node => node.localName))],
        events: nodes.flatMap(node => node.getAttributeNames()).filter(name => /^on/i.test(name)),
        addresses: nodes.flatMap(node => ADDRESSED.map(name => node.getAttribute(name))).filter(Boolean),
        styles: nodes.map(node => node.getAttribute("style")).filter(Boolean),
        fixed: nodes.filter(node => ["fixed", "sticky"].includes(getComputedStyle(node).position))
            .filter(node => !node.matches(".ls-preview__bar")).length,
        names: [...new Set(nodes.flatMap(node => node.getAttributeNames()))],
        classes: [...new Set(nodes.flatMap(node => [...node.classList]))],
    };
}"""
TAGS = {
    "main", "section", "article", "div", "span", "p", "h1", "h2", "hr", "strong", "img", "svg", "path", "time",
    "button",
}  # fmt: skip
NAMES = {
    "class", "style", "id", "dir", "role", "aria-label", "aria-hidden", "aria-live", "tabindex", "src", "alt",
    "referrerpolicy", "datetime", "type", "disabled", "hidden", "data-testid", "data-type", "data-step", "viewBox",
    "focusable", "d", "data-look",
}  # fmt: skip


def spoiled(value: Any, chance: random.Random, share: float) -> Any:
    """A copy in which some values, however deep, are hostile, and some names too."""
    if chance.random() < share:
        return deepcopy(chance.choice(HOSTILE))
    if isinstance(value, dict):
        found = {name: spoiled(each, chance, share) for name, each in value.items()}
        if chance.random() < share:
            found[str(chance.choice(HOSTILE))[:40]] = chance.choice(HOSTILE)
        return found
    if isinstance(value, list):
        return [spoiled(each, chance, share) for each in value]
    return value


def dressed(value: Any) -> Any:
    """With every property that LINE's components can have, so that each is spoiled now and then."""
    if isinstance(value, dict):
        value = {name: dressed(each) for name, each in value.items()}
        if value.get("type") in {"box", "text", "image", "icon", "button", "separator", "video", "span"}:
            value = {**ALL, **value}
        return value
    return [dressed(each) for each in value] if isinstance(value, list) else value


ALL: dict[str, Any] = {
    "flex": 1, "margin": "md", "offsetTop": "1px", "offsetStart": "1px", "spacing": "sm", "paddingAll": "4px",
    "paddingTop": "1px", "width": "90px", "height": "90px", "maxWidth": "99%", "maxHeight": "999px",
    "cornerRadius": "md", "borderWidth": "normal", "borderColor": "#112233", "backgroundColor": "#112233",
    "background": {"type": "linearGradient", "angle": "9deg", "startColor": "#112233", "endColor": "#112233",
                   "centerColor": "#112233", "centerPosition": "9%"},
    "size": "md", "weight": "bold", "style": "italic", "decoration": "underline", "color": "#112233", "wrap": True,
    "maxLines": 2, "lineSpacing": "9px", "align": "center", "gravity": "center", "aspectRatio": "2:1",
    "aspectMode": "cover", "adjustMode": "shrink-to-fit", "justifyContent": "center", "alignItems": "center",
    "position": "relative", "action": {"type": "uri", "label": "x", "uri": "https://example.com/"},
}  # fmt: skip


def check(page: Page) -> None:
    """Nothing of a message has become anything but text, pictures from the web and checked styles."""
    seen = page.evaluate(SEEN)
    assert set(seen["tags"]) <= TAGS
    assert seen["events"] == []
    assert set(seen["names"]) <= NAMES
    assert [one for one in seen["addresses"] if not one.startswith(("https://", "http://"))] == []
    assert all(name.startswith(("ls-", "lines")) for name in seen["classes"])
    bad = ("url(", "javascript", "expression", "fixed", "vw", "@", "<", "99999")
    assert [one for one in seen["styles"] if any(word in one.lower() for word in bad)] == []
    assert seen["fixed"] == 0
    assert page.evaluate("window.harmed") is None


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("share", [0.04, 0.3])
def test_nothing_of_a_spoiled_message_runs_or_escapes(page: Page, seed: int, share: float) -> None:
    chance = random.Random(f"{seed} {share}")
    fetched: list[str] = []
    page.route("**/*", lambda route: (fetched.append(route.request.url), route.abort()))
    whole = [dressed(message) for _caption, message in every_message("en")]
    messages = [spoiled(message, chance, share) for message in whole for _time in range(6)]
    objects = [each if isinstance(each, dict) else {"type": each} for each in messages]
    chat = draw(page, *objects, {"type": "text", "text": "What follows"})
    expect(chat).to_contain_text("What follows")
    page.wait_for_timeout(50)
    check(page)
    assert [url for url in fetched if not url.startswith(("https://", "http://"))] == []


def test_nothing_of_a_spoiled_message_that_can_be_tapped_runs_or_escapes(page: Page) -> None:
    chance = random.Random(7)
    whole = [dressed(message) for _caption, message in every_message("en")]
    messages = [spoiled(message, chance, 0.1) for message in whole for _time in range(3)]
    phone = TappedPhone(page, *(one for one in messages if isinstance(one, dict)))
    check(page)
    page.evaluate("document.querySelectorAll('.lines button:not(:disabled)').forEach(node => node.click())")
    allowed = ("https:", "http:", "tel:", "line:")
    uris = [tap.get("uri") for tap in phone.taps(1) if tap.get("type") == "uri"]
    assert uris
    assert all(isinstance(uri, str) and uri.lower().startswith(allowed) for uri in uris)
    assert page.evaluate("window.harmed") is None


def nested(depth: int, layout: str = "vertical") -> str:
    """The JSON of boxes in boxes, which Python itself would refuse to write."""
    start = f'{{"type": "box", "layout": "{layout}", "paddingAll": "1px", "contents": ['
    return start * depth + '{"type": "text", "text": "the innermost"}' + "]}" * depth


def flex_json(body: str) -> str:
    return f'{{"type": "flex", "altText": "x", "contents": {{"type": "bubble", "body": {body}}}}}'


def test_boxes_nested_without_end_are_drawn_as_deep_as_anybody_can_see(page: Page) -> None:
    follows = json.dumps({"type": "text", "text": "What follows"})
    film = '{"type": "video", "altContent": ' * 3000 + '{"type": "text", "text": "x"}' + "}" * 3000
    chat = draw_raw(page, [flex_json(nested(20_000)), flex_json(nested(25)), flex_json(film), follows])
    expect(chat).to_contain_text("What follows")
    first, second, third = chat.locator(".ls-chat__flex").all()
    assert first.locator(".ls-chat__flex-box").count() == 30
    expect(first).to_contain_text("A part that cannot be drawn (…)")
    # LINE's own messages are never so deep.
    expect(second).to_contain_text("the innermost")
    expect(third).to_contain_text("A part that cannot be drawn (…)")


def test_message_with_more_parts_than_line_takes_is_cut_and_says_so(page: Page) -> None:
    text = '{"type": "text", "text": "a", "contents": [{"type": "span", "text": "b"}, {"type": "span", "text": "c"}]}'
    box = '{"type": "box", "layout": "vertical", "contents": [' + ", ".join([text] * 100) + "]}"
    many = '{"type": "box", "layout": "vertical", "contents": [' + ", ".join([box] * 400) + "]}"
    follows = json.dumps({"type": "text", "text": "What follows"})
    chat = draw_raw(page, [flex_json(many), follows])
    expect(chat).to_contain_text("What follows")
    assert chat.locator(".ls-chat__flex *").count() < 15_000
    expect(chat.locator(".ls-chat__flex")).to_contain_text("A part that cannot be drawn (…)")


def test_largest_message_that_line_takes_is_drawn_whole(page: Page) -> None:
    texts = '{"type":"text","text":"a","flex":2},{"type":"text","text":"b"}'
    row = f'{{"type":"box","layout":"baseline","contents":[{texts}]}}'
    rows = ",".join([row] * 250)
    body = f'{{"type":"box","layout":"vertical","contents":[{rows}]}}'
    message = flex_json(body)
    assert 25_000 < len(message) <= 30_000, "LINE takes bubbles of 30 KB."
    chat = draw_raw(page, [message])
    expect(chat.locator(".ls-chat__flex p")).to_have_count(500)
    expect(chat.locator(".ls-chat__flex-gap")).to_have_count(0)
