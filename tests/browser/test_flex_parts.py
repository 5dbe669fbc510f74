"""The components that stand in the boxes of Flex messages: text, pictures, icons, buttons, films, and gaps."""

from __future__ import annotations

from typing import Any

import pytest
from linebot.v3.messaging import models
from playwright.sync_api import Page, expect

from tests.browser.drawn_chat import STATIC
from tests.browser.drawn_flex import block, children, draw_bubble, near, rect, style
from tests.browser.every_message import box, press, text

pytestmark = pytest.mark.browser
LONG = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore"
FONTS = {
    "xxs": 11, "xs": 13, "sm": 14, "md": 16, "lg": 19, "xl": 22, "xxl": 29, "3xl": 35, "4xl": 48, "5xl": 74,
    "23.5px": 23.5,
}  # fmt: skip
PICTURE = "https://example.com/fish.jpg"
GO: dict[str, Any] = {"type": "uri", "label": "Go", "uri": "https://example.com/"}


def picture(**rest: Any) -> dict[str, Any]:
    return {"type": "image", "url": PICTURE} | rest


# -- text --


def test_text_and_icons_have_the_sizes_of_their_keywords(page: Page) -> None:
    body = draw_bubble(page, *(text("a", size=word) for word in FONTS), text("a"), text("a", size="50%"))
    sizes = [float(style(each, "font-size").removesuffix("px")) for each in body.locator("p").all()]
    assert sizes == [*FONTS.values(), 16, 16]
    icons = [{"type": "icon", "url": PICTURE, "size": word} for word in FONTS]
    wide = {"type": "icon", "url": PICTURE, "size": "20px", "aspectRatio": "3:1"}
    body = draw_bubble(page, *(box("baseline", each) for each in [*icons, wide]))
    drawn = [rect(each) for each in body.locator(".ls-chat__flex-icon").all()]
    assert [each.height for each in drawn] == near(*FONTS.values(), 20)
    assert [each.width for each in drawn] == near(*FONTS.values(), 60)


def test_text_has_its_looks(page: Page) -> None:
    looks = {"weight": "bold", "style": "italic", "decoration": "underline", "color": "#1D446B"}
    body = draw_bubble(page, text("a", **looks), text("a"))
    dressed, plain = body.locator("p").all()
    names = ("font-weight", "font-style", "text-decoration-line", "color")
    assert style(dressed, *names) == ["700", "italic", "underline", "rgb(29, 68, 107)"]
    assert style(plain, *names)[:3] == ["400", "normal", "none"]


def test_span_has_its_own_looks_or_those_of_its_text(page: Page) -> None:
    spans = [
        {"type": "span", "text": "a"},
        {
            "type": "span",
            "text": "b",
            "weight": "regular",
            "style": "normal",
            "decoration": "none",
            "size": "xl",
        },
        {"type": "span", "text": "c", "decoration": "line-through", "color": "#ff0000"},
    ]
    around = {
        "weight": "bold",
        "style": "italic",
        "decoration": "underline",
        "color": "#0000ff",
        "size": "sm",
    }
    body = draw_bubble(page, text("never seen", contents=spans, **around))
    expect(body).to_have_text("abc")
    names = ("font-weight", "font-style", "text-decoration-line", "color", "font-size")
    assert [style(each, *names) for each in body.locator("p > span").all()] == [
        ["700", "italic", "underline", "rgb(0, 0, 255)", "14px"],
        ["400", "normal", "none", "rgb(0, 0, 255)", "22px"],
        ["700", "italic", "line-through", "rgb(255, 0, 0)", "14px"],
    ]
    assert style(body.locator("p"), "text-decoration-line") == "none"


def test_text_stays_on_one_line_unless_it_may_wrap(page: Page) -> None:
    body = draw_bubble(
        page, text("a"), text(LONG), text(LONG, maxLines=3), text(LONG, wrap=True), text("a\nb\nc", wrap=True)
    )
    one, cut, still_cut, wrapped, three = (each.height for each in children(body))
    assert (cut, still_cut) == near(one, one)
    assert style(body.locator("p").nth(1), "text-overflow", "overflow-x") == ["ellipsis", "hidden"]
    assert wrapped > 1.9 * one
    assert three == near(3 * one)


def test_text_that_may_wrap_ends_at_its_last_line(page: Page) -> None:
    body = draw_bubble(page, text("a"), *(text(LONG * 5, wrap=True, maxLines=lines) for lines in (1, 2, 3)))
    one, *others = (each.height for each in children(body))
    assert others == near(one, 2 * one, 3 * one)


def test_space_between_lines_stands_neither_above_nor_below(page: Page) -> None:
    lines = "a\nb\nc"
    body = draw_bubble(page, text(lines, wrap=True), text(lines, wrap=True, lineSpacing="20px"))
    plain, spaced = children(body)
    assert spaced.height == near(plain.height + 2 * 20)


def test_text_is_aligned_from_where_it_begins(page: Page) -> None:
    texts = [text("a", align=way) for way in ("start", "center", "end")] + [text("a")]
    for direction, sides in (
        ("ltr", ("start", "center", "end", "start")),
        ("rtl", ("start", "center", "end", "start")),
    ):
        body = draw_bubble(page, *texts, direction=direction)
        assert tuple(style(each, "text-align") for each in body.locator("p").all()) == sides
        assert style(body, "direction") == direction


def test_shrinking_text_becomes_smaller_until_it_fits(page: Page) -> None:
    body = draw_bubble(
        page,
        text(LONG[:60], size="xl", adjustMode="shrink-to-fit"),
        text("short", size="xl", adjustMode="shrink-to-fit"),
        press({**GO, "label": LONG[:50]}, "primary", adjustMode="shrink-to-fit"),
    )
    long, short, label = body.locator("p, .ls-chat__flex-label").all()
    page.wait_for_function("node => node.scrollWidth <= node.clientWidth", arg=long.element_handle())
    page.wait_for_function("node => node.scrollWidth <= node.clientWidth", arg=label.element_handle())
    assert 6 <= float(style(long, "font-size").removesuffix("px")) < 22
    assert 6 <= float(style(label, "font-size").removesuffix("px")) < 16
    assert style(short, "font-size") == "22px"


@pytest.mark.parametrize(("gravity", "share"), [("top", 0.0), ("center", 0.5), ("bottom", 1.0), (None, 0.0)])
def test_gravity_places_texts_pictures_and_buttons_in_the_height_they_have(
    page: Page, gravity: str | None, share: float
) -> None:
    rest = {"gravity": gravity} if gravity else {}
    parts = [text("a", **rest), picture(size="40px", **rest), press(GO, "link", height="sm", **rest)]
    body = draw_bubble(page, block("30px", "200px"), *parts, body={"layout": "horizontal"})
    for holder in body.locator("> .ls-chat__flex-held").all():
        (inner,) = children(holder)
        assert rect(holder).height == near(200)
        assert inner.top == near(share * (200 - inner.height))


# -- pictures --


def test_picture_is_as_wide_as_its_size_and_as_high_as_its_ratio(page: Page) -> None:
    sizes = {
        "xxs": 40, "xs": 60, "sm": 80, "md": 100, "lg": 120, "xl": 140, "xxl": 160, "3xl": 180, "4xl": 200,
        "5xl": 220, "full": 300, "50%": 150, "23.5px": 23.5, "2000px": 300, "": 100,
    }  # fmt: skip
    body = draw_bubble(page, *(picture(size=word, aspectRatio="2:1") for word in sizes))
    frames = [rect(each) for each in body.locator(".ls-chat__flex-frame").all()]
    assert [each.width for each in frames] == near(*sizes.values())
    assert [each.height for each in frames] == near(*(width / 2 for width in sizes.values()))


def test_picture_is_square_where_its_ratio_is_none_that_line_takes(page: Page) -> None:
    ratios = ("20:13", "1.91:1", "1:3", "1:4", "0:1", "a:b", None)
    body = draw_bubble(page, *(picture(size="90px", aspectRatio=each) for each in ratios))
    heights = [rect(each).height for each in body.locator(".ls-chat__flex-frame").all()]
    assert heights == near(58.5, 47.12, 270, 90, 90, 90, 90)


def test_picture_fits_or_covers_its_place(page: Page) -> None:
    answer = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="90"><rect width="30" height="90"/></svg>'
    )
    page.route(
        "https://pictures.example/**", lambda route: route.fulfill(content_type="image/svg+xml", body=answer)
    )
    came = {"url": "https://pictures.example/a", "aspectRatio": "2:1"}
    body = draw_bubble(page, picture(**came, backgroundColor="#ff0000"), picture(**came, aspectMode="cover"))
    frames = body.locator(".ls-chat__flex-frame")
    images = body.locator("img").all()
    assert [style(each, "object-fit") for each in images] == ["contain", "cover"]
    # However high the picture itself is, its place is what the message says.
    assert [rect(each)[2:] for each in images] == [near(100, 50), near(100, 50)]
    assert style(frames.first, "background-color") == "rgb(255, 0, 0)"


def test_picture_that_does_not_come_leaves_its_place(page: Page) -> None:
    body = draw_bubble(
        page, picture(aspectRatio="2:1"), picture(url="ftp://example.com/a.jpg", aspectRatio="2:1")
    )
    expect(body.locator(".ls-chat__missing")).to_have_count(2)
    assert [rect(each)[2:] for each in body.locator(".ls-chat__missing").all()] == [
        near(100, 50),
        near(100, 50),
    ]


def test_picture_stands_in_the_middle_unless_it_is_aligned(page: Page) -> None:
    body = draw_bubble(page, picture(), picture(align="start"), picture(align="end"), picture(align="center"))
    lefts = [children(each)[0].left for each in body.locator("> div").all()]
    assert lefts == near(100, 0, 200, 100)


def test_picture_beside_others_has_its_share_or_its_own_width(page: Page) -> None:
    parts = [picture(size="full"), picture(size="full", flex=2)]
    body = draw_bubble(page, *parts, body={"layout": "horizontal"})
    assert [rect(each).width for each in body.locator(".ls-chat__flex-frame").all()] == near(100, 200)
    parts = [picture(size="25%", flex=0), picture(size="xxs", flex=0), text("a")]
    body = draw_bubble(page, *parts, body={"layout": "horizontal"})
    assert [each.width for each in children(body)] == near(75, 40, 185)
    assert rect(body.locator(".ls-chat__flex-frame").first).width == near(75)


def test_picture_above_the_others_covers_the_box_if_it_is_full(page: Page) -> None:
    above = picture(size="full", aspectRatio="3:1", position="absolute", offsetTop="0px", offsetStart="0px")
    body = draw_bubble(page, block(height="200px"), above)
    assert children(body)[1] == near(0, 0, 300, 100)


def test_film_shows_its_first_picture_with_a_sign_and_the_words_of_its_link(page: Page) -> None:
    film = {"type": "video", "url": "https://example.com/f.mp4", "previewUrl": PICTURE, "aspectRatio": "20:13",
            "altContent": picture(), "action": GO}  # fmt: skip
    body = draw_bubble(page, hero=film)
    hero = body.page.locator(".ls-chat__flex-hero")
    assert rect(hero)[2:] == near(300, 195)
    expect(hero.locator(".ls-chat__play")).to_have_count(1)
    expect(hero.locator(".ls-chat__after")).to_have_text("Go")


def test_film_without_a_picture_is_what_line_shows_instead(page: Page) -> None:
    film = {
        "type": "video",
        "previewUrl": "ftp://example.com/a",
        "altContent": picture(size="full", aspectRatio="2:1"),
    }
    draw_bubble(page, hero=film)
    hero = page.locator(".ls-chat__flex-hero")
    assert rect(hero)[2:] == near(300, 150)
    expect(hero.locator(".ls-chat__play")).to_have_count(0)


# -- buttons --


def test_button_has_its_height_and_its_look(page: Page) -> None:
    own_color = {"color": "#B4382E"}
    plain = [press(GO, "primary"), press(GO, "secondary", height="sm"), press(GO, "link")]
    colored = [press(GO, look, **own_color) for look in ("primary", "secondary", "link")]
    buttons = [*plain, *colored, press(GO, "")]
    body = draw_bubble(page, *buttons)
    assert [each.height for each in children(body)] == near(52, 40, 52, 52, 52, 52, 52)
    assert [each.width for each in children(body)] == near(*[300] * 7)
    looks = [style(each, "background-color", "color") for each in body.locator(".ls-chat__flex-button").all()]
    own, nothing = "rgb(180, 56, 46)", "rgba(0, 0, 0, 0)"
    assert looks[3] == [own, looks[0][1]]
    assert looks[4] == [own, looks[1][1]]
    assert looks[5] == [nothing, own]
    assert looks[2] == looks[6] and looks[2][0] == nothing


def test_label_of_a_button_stays_on_its_line(page: Page) -> None:
    body = draw_bubble(page, press({**GO, "label": LONG}, "primary"), press(GO, "primary"))
    long, short = children(body)
    assert long.height == near(short.height)
    assert style(body.locator(".ls-chat__flex-label").first, "text-overflow") == "ellipsis"


# -- what is not known --


def test_unknown_component_is_a_gap_that_says_so(page: Page) -> None:
    body = draw_bubble(page, text("before"), {"type": "hologram", "text": "x"}, {}, text("after"))
    expect(body).to_contain_text("A part that cannot be drawn (hologram)")
    expect(body).to_contain_text("A part that cannot be drawn (?)")
    expect(body).to_contain_text("after")


def test_every_property_of_lines_schema_is_drawn() -> None:
    source = STATIC.parents[1] / "static_src/chat"
    code = "".join(
        (source / f"{name}.ts").read_text() for name in ("flex", "flexbox", "flexparts", "measures")
    )
    # LINE's own library is made from its schema.
    schemas = [
        each
        for name, each in vars(models).items()
        if name.startswith("Flex") and name != "FlexMessage" and hasattr(each, "__fields__")
    ]
    properties = {field.alias for schema in schemas for field in schema.__fields__.values()}
    # The font's size on a phone is the reader's own, and an APNG moves by itself.
    undrawn = {"scaling", "animated"}
    sides = {f"{name}{side}" for name in ("offset", "padding") for side in ("Top", "Bottom", "Start", "End")}
    assert len(properties) > 50
    assert {name for name in properties - undrawn - sides if f'"{name}"' not in code} == set()
    assert "`offset${side}`" in code and "`padding${side}`" in code
