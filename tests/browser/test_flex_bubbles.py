"""Bubbles and carousels of Flex messages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawn_chat import draw
from tests.browser.drawn_flex import block, children, draw_bubble, near, rect, style
from tests.browser.every_message import box, text

pytestmark = pytest.mark.browser
WIDTHS = {"nano": 120, "micro": 160, "deca": 220, "hecto": 241, "kilo": 260, "mega": 300, "giga": 500}


def flex(contents: dict[str, Any]) -> dict[str, Any]:
    return {"type": "flex", "altText": "Flex", "contents": contents}


def bubble(*contents: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": box("vertical", *contents), **rest}


def test_bubble_is_as_wide_as_its_size_and_mega_without_one(page: Page) -> None:
    sizes = [bubble(text("a"), size=size) for size in WIDTHS]
    chat = draw(page, *map(flex, [*sizes, bubble(text("a")), bubble(text("a"), size="huge")]), width=900)
    room = chat.locator(".ls-chat__row").first.evaluate(
        "node => node.clientWidth - parseFloat(getComputedStyle(node).paddingLeft)"
    )
    assert 300 < room < 500
    expected = [min(width, room) for width in WIDTHS.values()]
    assert [rect(each).width for each in chat.locator(".ls-chat__flex").all()] == near(*expected, 300, 300)


@pytest.mark.parametrize("width", [320, 375, 430])
def test_bubble_is_never_wider_than_the_phone(page: Page, width: int) -> None:
    many = {"type": "carousel", "contents": [bubble(text("a"), size="giga")] * 2}
    chat = draw(page, *(flex(bubble(text("a"), size=size)) for size in WIDTHS), flex(many), width=width)
    for each in chat.locator(".ls-chat__row > .ls-chat__flex").all():
        assert rect(each).right <= width
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_blocks_stand_in_lines_order_each_with_its_colour_and_line(page: Page) -> None:
    part = box("vertical", block(height="20px"), paddingAll="none")
    look = {"backgroundColor": "#ff0000", "separator": True, "separatorColor": "#0000ff"}
    blocks = dict.fromkeys(("footer", "body", "hero", "header"), part)
    styles = {"header": look, "hero": {"separator": True}, "footer": look}
    chat = draw(page, flex({"type": "bubble", **blocks, "styles": styles}))
    card = chat.locator(".ls-chat__flex")
    header, hero, body, footer = card.locator("> div").all()
    names = [each.get_attribute("class") for each in (header, hero, body, footer)]
    assert [str(name).split()[0][len("ls-chat__flex-") :] for name in names] == [
        "header",
        "hero",
        "body",
        "footer",
    ]
    # LINE draws no line above the first block.
    assert [style(each, "border-top-width") for each in (header, hero, body, footer)] == [
        "0px",
        "1px",
        "0px",
        "1px",
    ]
    assert style(footer, "background-color", "border-top-color") == ["rgb(255, 0, 0)", "rgb(0, 0, 255)"]
    assert [each.height for each in children(card)] == near(20, 21, 20, 21)


@pytest.mark.parametrize(
    ("size", "header", "body", "footer"),
    [
        ("giga", (20, 20, 20), (20, 20, 10), (10, 10, 10)),
        ("mega", (20, 20, 20), (20, 20, 10), (10, 10, 10)),
        ("kilo", (13, 13, 13), (13, 13, 13), (10, 10, 10)),
        ("hecto", (14, 11, 13), (14, 11, 13), (10, 10, 10)),
        ("deca", (14, 11, 13), (14, 11, 13), (10, 10, 10)),
        ("micro", (10, 10, 10), (10, 10, 10), (10, 10, 10)),
        ("nano", (10, 10, 10), (10, 10, 10), (10, 10, 10)),
    ],
)
def test_block_has_the_padding_of_its_bubble_unless_it_has_its_own(
    page: Page, size: str, header: tuple[int, ...], body: tuple[int, ...], footer: tuple[int, ...]
) -> None:
    part = box("vertical", block(height="9px"))
    blocks = dict.fromkeys(("header", "hero", "body", "footer"), part)
    own = {**blocks, "body": {**part, "paddingAll": "3px"}}
    chat = draw(page, *(flex({"type": "bubble", "size": size, **each}) for each in (blocks, own)))
    paddings = {}
    for name in blocks:
        node = chat.locator(f".ls-chat__flex-{name} > .ls-chat__flex-box").first
        found = style(node, "padding-left", "padding-top", "padding-bottom")
        paddings[name] = tuple(float(each.removesuffix("px")) for each in found)
    assert paddings == {"header": header, "hero": (0, 0, 0), "body": body, "footer": footer}
    changed = chat.locator(".ls-chat__flex-body > .ls-chat__flex-box").nth(1)
    assert style(changed, "padding-left", "padding-bottom") == ["3px", "3px"]


def test_direction_turns_the_order_and_the_sides(page: Page) -> None:
    parts = [block("50px", "9px", margin="lg"), block("80px", "9px")]
    above = block("10px", "9px", position="absolute", offsetStart="5px", offsetTop="0px")
    padding = {"layout": "horizontal", "spacing": "md", "paddingStart": "7px"}
    ltr = children(draw_bubble(page, *parts, above, body=padding))
    assert [each.left for each in ltr] == near(19, 77, 5)
    rtl = children(draw_bubble(page, *parts, above, body=padding, direction="rtl"))
    assert [300 - each.right for each in rtl] == near(19, 77, 5)


def test_bubbles_of_a_carousel_stand_side_by_side_and_are_equally_high(page: Page) -> None:
    high = bubble(block(height="150px"), size="nano")
    low = bubble(block(height="30px"), size="nano", footer=box("vertical", block(height="20px")))
    chat = draw(page, flex({"type": "carousel", "contents": [high, low]}))
    first, second = (rect(each) for each in chat.locator(".ls-chat__flex").all())
    assert first.top == near(second.top)
    assert first.height == near(second.height)
    assert second.left == near(first.right + 8)
    # The body grows, so the footers of all bubbles stand on one line.
    footer = rect(chat.locator(".ls-chat__flex-footer"))
    assert footer.bottom == near(second.bottom)


def test_what_is_no_bubble_is_a_gap_that_says_so(page: Page) -> None:
    chat = draw(page, flex({"type": "wheel"}), flex({"type": "carousel", "contents": [{"type": "wheel"}]}))
    expect(chat.get_by_text("A part that cannot be drawn (wheel)")).to_have_count(2)


def test_bubble_is_white_and_its_text_dark_in_a_dark_chat(page: Page) -> None:
    chat = draw(page, flex(bubble(text("a"))))
    chat.evaluate("node => { node.dataset.look = 'dark'; }")
    card = chat.locator(".ls-chat__flex")
    assert style(card, "background-color") == "rgb(255, 255, 255)"
    assert style(card.locator("p"), "color") == "rgb(34, 38, 45)"
