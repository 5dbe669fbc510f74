"""Drawing the areas of a rich message, in the builder's form and in Wagtail's own."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Locator, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.blocks.base import BlockWidget
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_scenario, step
from tests.browser.axe import axe, in_theme
from tests.browser.builder_page import BuilderPage, picture, sign_in, stored
from tests.browser.conftest import NewContext

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
Rect = tuple[int, int, int, int]
LEFT, RIGHT = (0, 0, 520, 520), (520, 0, 520, 520)
NAMES = ("x", "y", "width", "height")


def rich(image: Image | None, *rects: Rect, url: str = "") -> Scenario:
    areas = [
        {
            "type": "item",
            "id": str(uuid.uuid4()),
            "value": {"url": url, "text": "", "label": ""} | dict(zip(NAMES, one, strict=True)),
        }
        for one in rects
    ]
    value = {"image": image.pk if image else None, "areas": areas, "alt_text": "Fish"}
    message = {"type": "rich_message", "id": str(uuid.uuid4()), "value": value}
    return make_scenario(make_account(), step("send", name="", messages=[message], expires_hours=None))


@pytest.fixture
def image(transactional_db: None) -> Image:
    """Half as high as wide: 1,040 by 520 in LINE's units."""
    cache.clear()
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Image.objects.create(title="Fish", file=get_test_image_file(size=(1040, 520)))


class Areas:
    """The picture in the form of the open message."""

    def __init__(self, builder: BuilderPage) -> None:
        self.builder, self.page = builder, builder.page
        self.stage = self.page.locator(".ls-areas__stage")
        self.areas = self.page.locator(".ls-areas__area:not([hidden])")
        self.status = self.page.locator(".ls-areas__status")

    def open(self, scenario: Scenario) -> Areas:
        """Open the first message of the scenario."""
        self.builder.open(scenario)
        if not self.page.locator(".ls-areas").count():
            self.builder.cards.first.click()
            self.builder.form_is_there()
        expect(self.page.locator(".ls-areas")).to_be_visible()
        return self

    def there(self) -> Areas:
        """Wait for the picture."""
        expect(self.stage).to_be_visible()
        self.stage.scroll_into_view_if_needed()
        return self

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture is in the window."""
        box = self.stage.bounding_box()
        assert box
        return box["x"] + x / 1040 * box["width"], box["y"] + y / 520 * box["height"]

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """With the mouse, from one point of the picture to another."""
        mouse = self.page.mouse
        mouse.move(*self.at(*start))
        mouse.down()
        mouse.move(*self.at((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        mouse.move(*self.at(*end))
        mouse.up()

    def layout(self, name: str) -> Locator:
        """A button that lays areas out."""
        return self.page.locator(".ls-areas").get_by_role("button", name=name, exact=True)

    def have(self, *rects: Rect) -> None:
        """Wait until the steps in the builder hold exactly these areas."""
        self.page.wait_for_function(
            """wanted => {
                const message = window.linesteps.builder.steps()[0].value.messages[0].value;
                const sides = ["x", "y", "width", "height"];
                return JSON.stringify(message.areas.map(one => sides.map(side => one.value[side])))
                    === JSON.stringify(wanted);
            }""",
            arg=[list(rect) for rect in rects],
        )

    def rects(self) -> list[list[int]]:
        """What the steps hold now."""
        areas = self.builder.steps()[0]["value"]["messages"][0]["value"]["areas"]
        return [[area["value"][name] for name in NAMES] for area in areas]


@pytest.fixture
def areas(builder: BuilderPage) -> Areas:
    """The editor, not open yet."""
    return Areas(builder)


def test_without_an_image_it_says_what_to_do_first(areas: Areas, image: Image) -> None:
    areas.open(rich(None))
    expect(areas.stage).to_be_hidden()
    expect(areas.page.locator(".ls-areas__note")).to_contain_text("Choose an image first")


def test_layouts_lay_out_and_undo_takes_them_back(areas: Areas, image: Image) -> None:
    areas.open(rich(image)).there()
    areas.layout("2 areas side by side").click()
    areas.have(LEFT, RIGHT)
    expect(areas.areas).to_have_count(2)
    picture(areas.page, "rich-two")
    areas.layout("1 area above, 3 below").click()
    areas.have((0, 0, 1040, 347), (0, 347, 347, 173), (347, 347, 346, 173), (693, 347, 347, 173))
    undo = areas.page.locator(".ls-tools").get_by_role("button", name="Undo")
    undo.click()
    areas.have(LEFT, RIGHT)
    expect(areas.areas).to_have_count(2)


def test_an_area_is_drawn_moved_and_resized_with_the_pointer_and_snaps(areas: Areas, image: Image) -> None:
    areas.open(rich(image)).there()
    areas.drag((5, 6), (400, 300))
    expect(areas.areas).to_have_count(1)
    expect(areas.areas.first).to_be_focused()
    areas.page.wait_for_function(
        "window.linesteps.builder.steps()[0].value.messages[0].value.areas.length === 1"
    )
    [[x, y, width, height]] = areas.rects()
    assert (x, y) == (0, 0), "snapped to the corner where it began"
    # By its lower right corner, almost to the middle and the lower edge.
    areas.drag((x + width - 6, y + height - 6), (514, 509))
    areas.page.wait_for_timeout(600)
    [[x, y, width, height]] = areas.rects()
    assert y + height == 520, "snapped to the lower edge"
    assert 500 <= x + width <= 530
    # By its middle, to the right edge.
    areas.drag((x + width / 2 + 40, y + height / 2 + 60), (1040 - width / 2 + 37, y + height / 2 + 63))
    areas.page.wait_for_timeout(600)
    [[x, y, *_size]] = areas.rects()
    assert (x + width, y + height) == (1040, 520), "snapped to the corner"


def test_escape_gives_a_drag_up(areas: Areas, image: Image) -> None:
    areas.open(rich(image, LEFT)).there()
    mouse = areas.page.mouse
    mouse.move(*areas.at(200, 200))
    mouse.down()
    mouse.move(*areas.at(400, 200))
    areas.page.keyboard.press("Escape")
    mouse.up()
    areas.page.wait_for_timeout(500)
    assert areas.rects() == [list(LEFT)]


def test_the_keyboard_walks_moves_resizes_and_deletes(areas: Areas, image: Image) -> None:
    areas.open(rich(image, (100, 100, 200, 200), (600, 100, 200, 200))).there()
    keyboard = areas.page.keyboard
    areas.areas.first.focus()
    keyboard.press("ArrowRight")
    keyboard.press("Control+ArrowDown")
    keyboard.press("Shift+ArrowLeft")
    areas.have((110, 101, 190, 200), (600, 100, 200, 200))
    keyboard.press("Tab")
    expect(areas.areas.nth(1)).to_be_focused()
    for _time in range(30):
        keyboard.press("ArrowRight")
    areas.have((110, 101, 190, 200), (840, 100, 200, 200))
    keyboard.press("Delete")
    areas.have((110, 101, 190, 200))
    expect(areas.areas.first).to_be_focused()
    expect(areas.page.locator(".ls-areas__deed")).to_have_text("Area 2 was deleted.")
    undo = areas.page.locator(".ls-tools").get_by_role("button", name="Undo")
    undo.click()
    areas.have((110, 101, 190, 200), (840, 100, 200, 200))
    expect(areas.areas).to_have_count(2)
    areas.areas.first.press("Enter")
    keyboard.insert_text("https://example.com/fish")
    areas.builder.has("https://example.com/fish")
    assert len(areas.builder.steps()) == 1, "no key reached the builder around"


def test_numbers_move_the_area_and_what_is_wrong_is_said_at_once(areas: Areas, image: Image) -> None:
    areas.open(rich(image, LEFT, RIGHT)).there()
    areas.builder.form.locator("input[name$='-x']").last.fill("500")
    expect(areas.status).to_contain_text("Area 1 and area 2 overlap")
    areas.builder.form.locator("input[name$='-width']").last.fill("600")
    expect(areas.status).to_contain_text("Area 2 is not wholly on the image")
    areas.builder.form.locator("input[name$='-x']").last.fill("520")
    areas.builder.form.locator("input[name$='-width']").last.fill("520")
    expect(areas.status).to_be_empty()
    areas.have(LEFT, RIGHT)


def test_a_button_adds_an_area_and_removes_it_without_a_pointer_on_the_picture(
    areas: Areas, image: Image
) -> None:
    areas.open(rich(image)).there()
    tools = areas.page.locator(".ls-areas__tools")
    tools.get_by_role("button", name="Add an area").press("Enter")
    areas.have((390, 195, 260, 130))
    expect(areas.areas.first).to_be_focused()
    tools.get_by_role("button", name="Delete this area").click()
    areas.have()


def test_a_smaller_layout_asks_before_links_are_lost(areas: Areas, image: Image) -> None:
    areas.open(rich(image, LEFT, RIGHT, url="https://example.com/")).there()
    areas.page.once("dialog", lambda dialog: dialog.dismiss())
    areas.layout("1 area").click()
    areas.have(LEFT, RIGHT)
    areas.page.once("dialog", lambda dialog: dialog.accept())
    areas.layout("1 area").click()
    areas.have((0, 0, 1040, 520))
    assert "https://example.com/" in str(areas.builder.steps())


def test_what_was_drawn_is_saved(areas: Areas, image: Image) -> None:
    scenario = rich(image)
    areas.open(scenario).there()
    areas.layout("4 areas").click()
    areas.page.wait_for_function(
        "window.linesteps.builder.steps()[0].value.messages[0].value.areas.length === 4"
    )
    areas.builder.save()
    [kept] = stored(scenario)
    found = kept["value"]["messages"][0]["value"]["areas"]
    assert [one["value"]["x"] for one in found] == [0, 520, 0, 520]
    assert len({one["id"] for one in found}) == 4


def test_it_has_no_barriers(areas: Areas, image: Image) -> None:
    areas.open(rich(image, LEFT, (500, 0, 540, 520))).there()
    areas.areas.first.focus()
    for scheme in ("light", "dark"):
        in_theme(areas.page, scheme)
        assert axe(areas.page) == [], scheme
    for target in areas.page.locator(".ls-areas button:visible").all():
        box = target.bounding_box()
        assert box and min(box["width"], box["height"]) >= 44


def test_it_works_in_wagtails_own_form(
    areas: Areas, image: Image, monkeypatch: pytest.MonkeyPatch, live_server: LiveServer
) -> None:
    monkeypatch.setattr(
        "linesteps.admin.scenarios.form.BuilderWidget", lambda block, *_rest, **_named: BlockWidget(block)
    )
    scenario = rich(image)
    page = areas.page
    page.goto(live_server.url + reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    areas.there()
    areas.layout("2 areas side by side").click()
    areas.drag((515, 100), (300, 100))
    expect(page.locator("input[name$='-width']").first).not_to_have_value("520")
    areas.areas.first.focus()
    page.keyboard.press("Delete")
    expect(areas.areas).to_have_count(1)
    with page.expect_navigation():
        page.locator("form#w-editor-form footer button.action-save").first.click()
    [kept] = stored(scenario)
    [one] = kept["value"]["messages"][0]["value"]["areas"]
    assert [one["value"][name] for name in NAMES] == list(RIGHT)


def test_a_finger_draws_an_area(new_context: NewContext, image: Image, live_server: LiveServer) -> None:
    page = new_context(has_touch=True, viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, live_server.url)
    areas = Areas(BuilderPage(page, live_server.url)).open(rich(image)).there()
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    send("touchStart", areas.at(3, 3))
    for x, y in ((100, 100), (300, 200), (519, 518)):
        send("touchMove", areas.at(x, y))
    send("touchEnd")
    areas.have((0, 0, 519, 520))


def test_the_phone_beside_the_form_shows_the_picture_with_its_areas(
    areas: Areas, image: Image, live_server: LiveServer, settings: Any
) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = live_server.url
    areas.open(rich(image, LEFT, RIGHT, url="https://example.com/"))
    areas.page.locator("#ls-tab-phone").click()
    shown = areas.page.locator(".ls-chat__imagemap-picture")
    expect(shown).to_be_visible()
    areas.page.wait_for_function("document.querySelector('.ls-chat__imagemap-picture').naturalWidth === 700")
    expect(areas.page.locator(".ls-chat__spot")).to_have_count(2)
    picture(areas.page, "rich-phone")
