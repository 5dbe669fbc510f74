"""The builder with two hundred steps, in both themes and on a phone; and what assistive technology finds."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.admin.builders import branch, make_account, make_scenario, send, step, wait
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.long_scenario import long_scenario

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATIC = Path(__file__).resolve().parents[2] / "linesteps/static/linesteps"


def tell(words: str) -> None:
    """Shown by ``pytest -s``; figures of one machine are nothing to assert."""
    print(words)  # noqa: T201


def picture(page: Page, name: str) -> None:
    """Kept for people to look at, when LINESTEPS_SHOTS names a folder."""
    if folder := os.environ.get("LINESTEPS_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_two_hundred_steps_stay_light(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), *long_scenario())
    builder.open(scenario)
    assert builder.page.evaluate("window.linesteps.builder.list().length") == 200
    nodes = builder.page.evaluate("document.querySelectorAll('*').length")
    assert nodes <= 6000
    builder.settled()
    picture(builder.page, "200-steps")
    builder.page.get_by_role("button", name="Show everything").click()
    builder.page.wait_for_timeout(300)
    picture(builder.page, "200-steps-fit")


def test_script_is_small() -> None:
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in ("builder.js", "builder.css")}
    tell(str(sizes))
    assert sum(sizes.values()) <= 40 * 1024


def test_outline_is_a_tree(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("Hello", name="Welcome"), branch([send("A")]), send("Bye"))
    builder.open(scenario)
    items = builder.page.get_by_role("treeitem")
    expect(items).to_have_count(6)
    expect(items.nth(1)).to_have_attribute("aria-level", "1")
    expect(items.nth(1)).to_have_attribute("aria-posinset", "2")
    expect(items.nth(1)).to_have_attribute("aria-setsize", "3")
    items.first.focus()
    keyboard = builder.page.keyboard
    keyboard.press("ArrowDown")
    keyboard.press("ArrowRight")
    expect(items.nth(2)).to_be_focused()
    assert "path 1: Path 1" in str(items.nth(2).get_attribute("aria-label"))
    # A path closes like a step; only then the way leads out of it.
    keyboard.press("ArrowLeft")
    expect(items).to_have_count(5)
    expect(items.nth(2)).to_be_focused()
    keyboard.press("ArrowLeft")
    expect(items.nth(1)).to_be_focused()
    keyboard.press("ArrowLeft")
    expect(items).to_have_count(3)
    keyboard.type("by")
    expect(items.nth(2)).to_be_focused()
    keyboard.press("Alt+ArrowUp")
    expect(items.nth(1)).to_be_focused()
    assert [one["type"] for one in builder.steps()] == ["send", "send", "branch"]


def test_phone_has_the_outline_as_its_editor(builder: BuilderPage) -> None:
    page = builder.page
    page.set_viewport_size({"width": 390, "height": 800})
    scenario = make_scenario(
        make_account(), send("Hello", name="Welcome"), wait(3), branch([send("A")]), send("Bye")
    )
    builder.open(scenario)
    expect(builder.canvas).to_be_hidden()
    page.locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    picture(page, "phone")
    page.get_by_role("treeitem").first.click()
    builder.type("-text", "From the phone")
    picture(page, "phone-step")
    page.locator(".ls-inspector").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Add a step", exact=True).click()
    picture(page, "phone-menu")
    builder.choose("End")
    page.locator(".ls-inspector").get_by_role("button", name="Close").click()
    assert [one["type"] for one in builder.steps()][:2] == ["send", "end"]


def test_pictures(builder: BuilderPage) -> None:
    page = builder.page
    account = make_account()
    gap = step("wait", amount=3, unit="days", at="19:00:00", weekdays=[], until=None)
    week = step("wait", amount=7, unit="days", at="19:00:00", weekdays=[], until=None)
    asked = send("お客様の声 https://example.com/", name="Customer voices", step_id="asked")
    split = branch(
        [send("Thank you", name="Thank-you coupon"), step("end", name="")], otherwise=[send("Reminder")]
    )
    split["value"]["paths"][0]["value"]["label"] = "Tapped the link"
    jump = step("jump", step="asked")
    blank = make_scenario(account, name="Blank")
    blank.steps = []
    blank.save()
    blank.save_revision(changed=True, clean=False)
    builder.open(blank)
    picture(page, "blank")
    builder.open(
        make_scenario(account, send("Hi", name="First coupon"), gap, asked, week, split, send(""), jump)
    )
    picture(page, "sc5-top")
    page.locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    picture(page, "sc5")
    builder.cards.nth(2).click()
    expect(builder.field("-text")).to_be_visible()
    picture(page, "sc5-open")


def test_japanese_has_room(new_context: Any, live_server: Any) -> None:
    page = new_context(locale="ja-JP", viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, live_server.url)
    builder = BuilderPage(page, live_server.url)
    gap = step("wait", amount=3, unit="days", at="19:00:00", weekdays=[], until=None)
    builder.open(
        make_scenario(
            make_account(), send("こんにちは", name="初回クーポン"), gap, branch([send("お礼")]), send("")
        )
    )
    page.locator(".ls-builder").evaluate("element => element.scrollIntoView()")
    builder.cards.nth(1).click()
    expect(builder.field("-amount")).to_be_visible()
    picture(page, "ja")
    overflow = "[...document.querySelectorAll('.ls-node, .ls-pill, .ls-tools, .ls-footer')]" + (
        ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML.slice(0, 80))"
    )
    assert page.evaluate(overflow) == []


def test_line_of_a_shorter_path_reaches_the_place_where_the_paths_meet(builder: BuilderPage) -> None:
    builder.open(
        make_scenario(
            make_account(), branch([send("A")], otherwise=[send("B"), send("C"), send("D")]), send("Z")
        )
    )
    holes = builder.page.evaluate(
        """() => {
            const lines = [...document.querySelectorAll('.ls-edges path')];
            const toLines = lines[0].ownerSVGElement.getScreenCTM().inverse();
            const join = document.querySelector('.ls-join').getBoundingClientRect();
            const holes = [];
            for (const flow of document.querySelectorAll('.ls-path > .ls-flow')) {
                const last = flow.lastElementChild.getBoundingClientRect();
                const x = (last.left + last.right) / 2;
                for (let y = last.bottom + 2; y < join.top - 30; y += 4) {
                    const point = new DOMPoint(x, y).matrixTransform(toLines);
                    if (!lines.some(line => line.isPointInStroke(point))) holes.push([x, y]);
                }
            }
            return holes;
        }"""
    )
    assert holes == []
