"""Boxes of Flex messages, against the rules of LINE's “Flex Message layout”: shares, spaces and places.

Nothing here depends on a font: what is measured are boxes, or texts against each other.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.drawn_flex import baselines, block, children, draw_bubble, near, rect, style
from tests.browser.every_message import box, text

pytestmark = pytest.mark.browser
LONG = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt"


# -- shares --


def test_components_side_by_side_share_the_width_equally(page: Page) -> None:
    body = draw_bubble(page, text("a"), text(LONG), text(LONG, wrap=True), body={"layout": "horizontal"})
    assert [each.width for each in children(body)] == near(100, 100, 100)


def test_flex_divides_the_whole_width_whatever_stands_in_it(page: Page) -> None:
    body = draw_bubble(page, text("a", flex=2), text(LONG, wrap=True, flex=3), body={"layout": "horizontal"})
    assert [each.width for each in children(body)] == near(120, 180)


def test_flex_of_nothing_takes_its_own_width_and_the_others_share_the_rest(page: Page) -> None:
    fixed = block("60px", flex=0)
    body = draw_bubble(page, fixed, text("a", flex=2), text("b", flex=3), body={"layout": "horizontal"})
    assert [each.width for each in children(body)] == near(60, 96, 144)
    body = draw_bubble(page, text("Hello", flex=0), text("b"), body={"layout": "horizontal"})
    own, rest = children(body)
    assert 0 < own.width < 150
    assert rest.right == near(300)


def test_what_is_wider_than_its_box_is_cut_off_and_pushes_nothing(page: Page) -> None:
    body = draw_bubble(page, text(LONG, flex=0), text("b"), body={"layout": "horizontal"})
    assert rect(body).width == near(300)
    assert children(body)[0].width <= 300.6
    assert style(body, "overflow-x") == "hidden"


def test_components_below_each_other_keep_their_own_height(page: Page) -> None:
    body = draw_bubble(page, block(height="30px"), block(height="50px"), body={"height": "200px"})
    assert [(each.top, each.height) for each in children(body)] == [near(0, 30), near(30, 50)]


def test_flex_divides_only_the_height_that_is_left(page: Page) -> None:
    high, low = box("vertical", block(height="40px"), flex=2), box("vertical", block(height="20px"), flex=3)
    body = draw_bubble(page, high, low, body={"height": "160px"})
    # 100 px are left: 40 + 2/5 of them, and 20 + 3/5.
    assert [each.height for each in children(body)] == near(80, 80)


def test_box_with_a_width_or_a_height_takes_no_share_of_the_width(page: Page) -> None:
    body = draw_bubble(page, block("25%", flex=3), block(height="9px"), body={"layout": "horizontal"})
    assert [each.width for each in children(body)] == near(75, 0)


def test_greatest_width_and_height_win_over_width_and_height(page: Page) -> None:
    body = draw_bubble(
        page,
        block("200px", "90px", maxWidth="50%", maxHeight="40px"),
        block("80px", "30px", maxWidth="120px", maxHeight="60px"),
    )
    assert [each[2:] for each in children(body)] == [near(150, 40), near(80, 30)]


def test_box_is_as_wide_as_the_column_around_it_unless_it_says_otherwise(page: Page) -> None:
    body = draw_bubble(page, block(height="9px"), block("40%", "9px"), box("horizontal", text("a")))
    assert [each.width for each in children(body)] == near(300, 120, 300)


def test_texts_of_a_baseline_box_and_its_icons_stand_on_one_line(page: Page) -> None:
    icon = {"type": "icon", "url": "https://example.com/star.png", "size": "xl"}
    body = draw_bubble(
        page, text("small", size="xxs"), icon, text("large", size="3xl"), body={"layout": "baseline"}
    )
    first, second = baselines(body)
    assert first == near(second)
    assert children(body)[1].bottom + rect(body).top == near(first)


def test_icon_takes_no_share_and_texts_beside_it_do(page: Page) -> None:
    icon = {"type": "icon", "url": "https://example.com/star.png", "size": "40px"}
    body = draw_bubble(page, icon, text("a", flex=1), text("b", flex=3), body={"layout": "baseline"})
    assert [each.width for each in children(body)] == near(40, 65, 195)


# -- spaces --


@pytest.mark.parametrize(
    ("word", "pixels"),
    [("none", 0), ("xs", 2), ("sm", 4), ("md", 8), ("lg", 12), ("xl", 16), ("xxl", 20), ("23.5px", 23.5)],
)
def test_space_has_a_keyword_or_pixels(page: Page, word: str, pixels: float) -> None:
    body = draw_bubble(page, block(height="10px"), block(height="10px"), body={"spacing": word})
    assert [each.top for each in children(body)] == near(0, 10 + pixels)
    body = draw_bubble(page, block("10px"), block("10px"), body={"spacing": word, "layout": "horizontal"})
    assert [each.left for each in children(body)] == near(0, 10 + pixels)


def test_margin_wins_over_the_spacing_of_the_box_even_before_the_first(page: Page) -> None:
    parts = [block(height="10px", margin="lg"), block(height="10px"), block(height="10px", margin="none")]
    body = draw_bubble(page, *parts, body={"spacing": "xxl"})
    assert [each.top for each in children(body)] == near(12, 42, 52)


def test_filler_takes_what_is_left_and_no_spacing(page: Page) -> None:
    filler = {"type": "filler"}
    body = draw_bubble(
        page,
        block("50px", "9px"),
        filler,
        block("30px", "9px"),
        body={"layout": "horizontal", "spacing": "xxl"},
    )
    first, middle, last = children(body)
    assert (first.left, middle.left, middle.width, last.left) == near(0, 50, 200, 270)


def test_padding_of_a_side_wins_over_the_padding_of_all(page: Page) -> None:
    paddings = {"paddingAll": "80px", "paddingTop": "20px", "paddingStart": "10%", "paddingEnd": "xl"}
    body = draw_bubble(page, block(height="9px"), body=paddings)
    assert children(body)[0] == near(30, 20, 300 - 30 - 16, 9)
    assert rect(body).height == near(20 + 9 + 80)


def test_separator_is_a_line_across_what_it_parts(page: Page) -> None:
    line = {"type": "separator", "margin": "md", "color": "#ff0000"}
    body = draw_bubble(page, block(height="10px"), line, body={"alignItems": "center"})
    assert children(body)[1] == near(0, 18, 300, 1)
    assert style(body.locator("hr"), "background-color") == "rgb(255, 0, 0)"
    body = draw_bubble(
        page,
        block("50px", "40px"),
        line,
        block("50px", "20px"),
        body={"layout": "horizontal", "alignItems": "center"},
    )
    assert children(body)[1] == near(58, 0, 1, 40)


# -- places --


def test_relative_offset_moves_the_component_and_nothing_else(page: Page) -> None:
    moved = block(height="20px", offsetTop="10px", offsetStart="40px")
    body = draw_bubble(page, block(height="20px"), moved, block(height="20px"))
    assert [each[:2] for each in children(body)] == [near(0, 0), near(40, 30), near(0, 40)]
    back = block(height="20px", position="relative", offsetBottom="5px", offsetEnd="10%")
    body = draw_bubble(page, block(height="20px"), back)
    assert children(body)[1][:2] == near(-30, 15)


def test_absolute_offset_counts_from_the_edges_of_the_box(page: Page) -> None:
    sides = {"offsetTop": "10px", "offsetBottom": "20px", "offsetStart": "40px", "offsetEnd": "80px"}
    body = draw_bubble(page, block(height="100px"), block(position="absolute", **sides), block(height="50px"))
    assert [tuple(each) for each in children(body)] == [
        near(0, 0, 300, 100),
        near(40, 10, 180, 120),
        near(0, 100, 300, 50),
    ]


def test_absolute_component_is_as_large_as_it_says_and_takes_no_spacing(page: Page) -> None:
    corner = block("50px", "30px", position="absolute", offsetBottom="none", offsetEnd="md")
    body = draw_bubble(page, corner, block(height="100px"), body={"spacing": "xl"})
    above, below = children(body)
    assert above == near(242, 70, 50, 30)
    assert below.top == near(0)


def test_absolute_share_of_the_box_is_of_both_its_sides(page: Page) -> None:
    shade = block("100%", "40%", position="absolute", offsetBottom="0px", offsetStart="0px")
    body = draw_bubble(page, block(height="200px"), shade)
    assert children(body)[1] == near(0, 120, 300, 80)


def test_later_component_lies_above_an_earlier_one(page: Page) -> None:
    def above(color: str) -> dict[str, object]:
        return block("50px", "50px", position="absolute", offsetTop="0px", offsetStart="0px") | {
            "backgroundColor": color
        }

    body = draw_bubble(page, block(height="60px"), above("#ff0000"), above("#0000ff"))
    top = body.evaluate(
        "node => { const { left, top } = node.getBoundingClientRect();"
        " return getComputedStyle(document.elementFromPoint(left + 9, top + 9)).backgroundColor; }"
    )
    assert top == "rgb(0, 0, 255)"


@pytest.mark.parametrize(
    ("way", "lefts"),
    [
        ("flex-start", (0, 40, 60)),
        ("center", (95, 135, 155)),
        ("flex-end", (190, 230, 250)),
        ("space-between", (0, 135, 250)),
        ("space-around", (31.67, 135, 218.33)),
        ("space-evenly", (47.5, 135, 202.5)),
    ],
)
def test_room_that_is_left_goes_where_justify_content_says(
    page: Page, way: str, lefts: tuple[float, ...]
) -> None:
    widths = (40, 20, 50)
    parts = [block(f"{width}px", "30px", flex=0) for width in widths]
    body = draw_bubble(page, *parts, body={"layout": "horizontal", "justifyContent": way})
    assert [each.left for each in children(body)] == near(*lefts)
    parts = [block("30px", f"{width}px", flex=0) for width in widths]
    body = draw_bubble(page, *parts, body={"height": "300px", "justifyContent": way})
    assert [each.top for each in children(body)] == near(*lefts)


@pytest.mark.parametrize(("way", "share"), [("flex-start", 0.0), ("center", 0.5), ("flex-end", 1.0)])
def test_align_items_places_across(page: Page, way: str, share: float) -> None:
    parts = [block("85px", f"{height}px", flex=0) for height in (100, 30, 60)]
    body = draw_bubble(page, *parts, body={"layout": "horizontal", "height": "200px", "alignItems": way})
    assert [each.top for each in children(body)] == near(
        *(share * (200 - height) for height in (100, 30, 60))
    )
    parts = [block(f"{width}px", "9px") for width in (100, 30, 60)]
    body = draw_bubble(page, *parts, body={"alignItems": way})
    assert [each.left for each in children(body)] == near(*(share * (300 - width) for width in (100, 30, 60)))


def test_boxes_side_by_side_are_equally_high_unless_aligned(page: Page) -> None:
    body = draw_bubble(
        page, box("vertical", block(height="70px")), box("vertical"), body={"layout": "horizontal"}
    )
    assert [each.height for each in children(body)] == near(70, 70)


# -- looks --


def test_gradient_has_its_angle_and_colours(page: Page) -> None:
    plain = {"type": "linearGradient", "angle": "0deg", "startColor": "#ff0000", "endColor": "#0000ff"}
    three = {**plain, "angle": "23.5deg", "centerColor": "#00ff0033", "centerPosition": "10%"}
    middle = {**plain, "centerColor": "#00ff00"}
    body = draw_bubble(page, *(block(height="9px", background=each) for each in (plain, three, middle)))
    red, blue = "rgb(255, 0, 0)", "rgb(0, 0, 255)"
    boxes = body.locator("> div")
    assert [style(each, "background-image") for each in boxes.all()] == [
        f"linear-gradient(0deg, {red}, {blue})",
        f"linear-gradient(23.5deg, {red}, rgba(0, 255, 0, 0.2) 10%, {blue})",
        f"linear-gradient(0deg, {red}, rgb(0, 255, 0) 50%, {blue})",
    ]


def test_border_and_corner_have_keywords_or_pixels(page: Page) -> None:
    words = {"none": 0, "light": 0.5, "normal": 1, "medium": 2, "semi-bold": 3, "bold": 4, "7px": 7}
    parts = [block("50px", "20px", borderWidth=word, borderColor="#ff0000") for word in words]
    corners = {"none": 0, "xs": 2, "sm": 4, "md": 8, "lg": 12, "xl": 16, "xxl": 20, "100px": 100}
    rounded = [block("50px", "20px", cornerRadius=word) for word in corners]
    body = draw_bubble(page, *parts, *rounded, block("50px", "20px", borderColor="#ff0000"))
    boxes = body.locator("> div").all()
    widths = [float(style(each, "border-top-width").removesuffix("px")) for each in boxes]
    # Half a pixel is drawn as one where there is no finer dot.
    assert widths[0] == 0 and 0.5 <= widths[1] <= 1 and widths[2:7] == [1, 2, 3, 4, 7]
    assert widths[-1] == 0, "A colour alone is no border."
    assert style(boxes[3], "border-top-color") == "rgb(255, 0, 0)"
    radii = [style(each, "border-top-left-radius") for each in boxes[len(words) : -1]]
    assert radii == [f"{pixels}px" for pixels in corners.values()]
    # The border is inside the box.
    assert children(body)[6][2:] == near(50, 20)


def test_colour_may_be_translucent_and_is_nothing_else_than_hexadecimal(page: Page) -> None:
    body = draw_bubble(
        page,
        block(height="9px") | {"backgroundColor": "#ff000033"},
        block(height="9px") | {"backgroundColor": "red"},
        block(height="9px") | {"backgroundColor": "#f00"},
    )
    colors = [style(each, "background-color") for each in body.locator("> div").all()]
    assert colors == ["rgba(255, 0, 0, 0.2)", "rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)"]
