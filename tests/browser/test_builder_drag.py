"""Steps go to another place by mouse and by finger."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.admin.builders import branch, make_account, make_scenario, send
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.conftest import NewContext
from tests.browser.test_builder import shape

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Longer than the builder waits before a resting finger lifts a card.
LONG_PRESS_MS = 500


def drag(builder: BuilderPage, card: Any, slot: Any) -> None:
    """With the mouse, in some moves."""
    builder.page.locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    start, mouse = card.bounding_box(), builder.page.mouse
    mouse.move(start["x"] + 20, start["y"] + 10)
    mouse.down()
    mouse.move(start["x"] + 40, start["y"] + 30)
    goal = slot.bounding_box()
    mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2, steps=4)
    mouse.up()


def test_step_and_branch_are_dragged(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("A"), send("B"), branch([send("C")]))
    builder.open(scenario)
    builder.page.get_by_role("button", name="Show everything").click()
    drag(builder, builder.cards.nth(0), builder.slots.nth(2))
    assert shape(builder.steps())[:2] == [["B"], ["A"]]
    builder.settled()
    drag(builder, builder.cards.nth(2), builder.slots.nth(0))
    assert shape(builder.steps()) == [{"paths": [[["C"]]], "otherwise": []}, ["B"], ["A"]]
    # A branch cannot go into itself: its own slots are no targets.
    before = builder.steps()
    builder.settled()
    drag(builder, builder.cards.nth(0), builder.page.locator(".ls-path .ls-slot").nth(1))
    assert shape(builder.steps()) == shape(before)
    assert not builder.page.locator(".ls-inspector").is_visible(), "a drop is no click"


#: After a swipe the picture goes on for a moment.
AT_REST = """() => new Promise(done => {
    let [last, frames] = [NaN, 0];
    const look = () => {
        const now = document.querySelector('.ls-canvas').scrollTop + scrollY;
        frames = now === last ? frames + 1 : 0;
        last = now;
        if (frames > 15) done(); else requestAnimationFrame(look);
    };
    look();
})"""


class Finger:
    """One finger on the glass; what the browser makes of it is the browser's business."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.at = (0.0, 0.0)

    def _send(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def put(self, place: Locator) -> None:
        """On the middle of something."""
        self.at = middle(place)
        self._send("touchStart", self.at)

    def move(self, to: tuple[float, float], moves: int = 6) -> None:
        """In a straight line."""
        (x, y), (goal_x, goal_y) = self.at, to
        for number in range(1, moves + 1):
            part = number / moves
            self._send("touchMove", (x + (goal_x - x) * part, y + (goal_y - y) * part))
        self.at = to

    def lift(self) -> None:
        """Off the glass."""
        self._send("touchEnd")


def middle(place: Locator) -> tuple[float, float]:
    """Where somebody would touch it."""
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def tablet(new_context: NewContext, live_server: Any) -> BuilderPage:
    """The same on a tablet."""
    page = new_context(viewport={"width": 1024, "height": 900}, has_touch=True).new_page()
    sign_in(page, live_server.url)
    return BuilderPage(page, live_server.url)


def test_finger_that_rests_lifts_a_step_and_one_that_moves_scrolls(tablet: BuilderPage) -> None:
    page = tablet.page
    tablet.open(make_scenario(make_account(), *(send(text) for text in "ABCDEF")))
    page.locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    before, finger = shape(tablet.steps()), Finger(page)
    top = "document.querySelector('.ls-canvas').scrollTop + scrollY"
    was = page.evaluate(top)
    finger.put(tablet.cards.nth(1))
    finger.move((finger.at[0], finger.at[1] - 120))
    finger.lift()
    page.wait_for_function(f"{top} > {was}")
    assert shape(tablet.steps()) == before, "a swipe moves the picture, not the step"
    page.evaluate(AT_REST)
    page.evaluate("document.querySelector('.ls-canvas').scrollTop = 0")

    finger.put(tablet.cards.nth(0))
    page.wait_for_timeout(LONG_PRESS_MS)
    expect(page.locator(".ls-ghost")).to_be_visible()
    finger.move(middle(tablet.slots.nth(2)))
    expect(page.locator(".ls-target")).to_have_count(1)
    finger.lift()
    assert shape(tablet.steps()) == [["B"], ["A"], *before[2:]]
    expect(page.locator(".ls-ghost")).to_have_count(0)
