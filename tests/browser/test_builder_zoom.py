"""The picture under wheel and fingers: what is under the pointer stays there, while it moves and at rest."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.admin.builders import make_account, make_scenario, send
from tests.browser.builder_page import BuilderPage
from tests.browser.long_scenario import long_scenario

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MIDDLE = "element => { const box = element.getBoundingClientRect(); return box.top + box.height / 2; }"
#: Of all that a frame could show: the words of a card, its line and its ＋ stand together.
APART = """() => {
    const line = document.querySelector('.ls-edges path').getBoundingClientRect();
    const card = document.querySelectorAll('.ls-stage .ls-node')[1].getBoundingClientRect();
    return Math.abs((line.left + line.right) / 2 - (card.left + card.right) / 2);
}"""


def point_at_a_card(builder: BuilderPage) -> Locator:
    """One in the middle of a long scenario, under the pointer."""
    builder.open(make_scenario(make_account(), *long_scenario()))
    card = builder.cards.nth(40)
    card.evaluate("element => element.scrollIntoView({ block: 'center' })")
    box = card.bounding_box()
    assert box is not None
    builder.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return card


def test_wheel_with_ctrl_zooms_around_the_pointer_and_nothing_jumps_at_rest(builder: BuilderPage) -> None:
    page = builder.page
    card = point_at_a_card(builder)
    middle = card.evaluate(MIDDLE)
    size = page.locator(".ls-footer__size")
    page.keyboard.down("Control")
    for way, percent in ((60, "55%"), (-60, "100%"), (-40, "149%")):
        for _number in range(3):
            page.mouse.wheel(0, way)
        expect(builder.canvas).to_contain_class("ls-canvas--zooming")
        assert abs(card.evaluate(MIDDLE) - middle) < 2
        expect(size).to_have_text(percent)
        expect(builder.canvas).not_to_contain_class("ls-canvas--zooming")
        # At rest it is where it was, and can be scrolled again.
        assert abs(card.evaluate(MIDDLE) - middle) < 2
        assert page.evaluate(APART) < 2
    page.keyboard.up("Control")
    before = builder.canvas.evaluate("element => element.scrollTop")
    page.mouse.wheel(0, 100)
    page.wait_for_function("before => document.querySelector('.ls-canvas').scrollTop > before", arg=before)


def test_words_that_come_while_it_is_zoomed_move_nothing(builder: BuilderPage) -> None:
    page = builder.page
    card = point_at_a_card(builder)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 60)
    expect(builder.canvas).to_contain_class("ls-canvas--zooming")
    before = card.evaluate(MIDDLE)
    page.evaluate("dispatchEvent(new Event('resize'))")
    page.evaluate("document.querySelector('.ls-start span').textContent = 'Other words'")
    expect(builder.canvas).not_to_contain_class("ls-canvas--zooming")
    page.keyboard.up("Control")
    assert abs(card.evaluate(MIDDLE) - before) < 2


def test_long_words_are_cut_on_the_card_and_whole_in_its_form(builder: BuilderPage) -> None:
    long = "お客様の声をお届けします。" * 6
    builder.open(make_scenario(make_account(), send("x", name=long), send("Short")))
    title = builder.cards.first.locator(".ls-node__title")
    shown = title.inner_text()
    assert shown.endswith("…") and long.startswith(shown[:-1])
    assert title.evaluate("element => element.getBoundingClientRect().height") < 50
    expect(title).to_have_attribute("title", long)
    assert builder.cards.nth(1).locator(".ls-node__title").inner_text() == "Short"


def test_icons_look_as_wagtail_draws_them(builder: BuilderPage) -> None:
    page = builder.page
    builder.open(make_scenario(make_account(), send("Hello")))
    # Wagtail keeps its icons from the first visit on, so a second one finds them.
    page.reload()
    builder.settled()
    icon = builder.cards.first.locator("svg.icon-comment, svg.icon").first
    name = page.evaluate(
        "element => [...element.classList].find(one => one.startsWith('icon-'))", icon.element_handle()
    )
    same = page.evaluate(
        """([icon, name]) => {
            const drawn = document.getElementById(name);
            return icon.innerHTML === drawn.innerHTML
                && icon.getAttribute('viewBox') === drawn.getAttribute('viewBox');
        }""",
        [icon.element_handle(), name],
    )
    assert same
