"""Flex messages as they are drawn, and where their parts came to stand."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.drawn_chat import draw

Json = dict[str, Any]


class Rect(NamedTuple):
    """In CSS pixels, from the upper left corner of what is around it."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height


def near(*values: float) -> Any:
    """Equal but for the fractions of a pixel that every browser rounds in its own way."""
    return pytest.approx(values if len(values) > 1 else values[0], abs=0.6)


def draw_bubble(page: Page, *contents: Json, width: int = 700, **bubble: Any) -> Locator:
    """A mega bubble whose body is 300 px wide with nothing around it; returns the root box of the body.

    ``contents`` stand in that box; ``body`` adds to its properties, the rest to the bubble.
    """
    body = {"type": "box", "layout": "vertical", "contents": list(contents), "paddingAll": "none"}
    body |= bubble.pop("body", {})
    message = {"type": "flex", "altText": "Flex", "contents": {"type": "bubble", "body": body, **bubble}}
    return draw(page, message, width=width).locator(".ls-chat__flex-body > .ls-chat__flex-box")


def children(node: Locator) -> list[Rect]:
    """Where the children of a node stand in it."""
    found = node.evaluate(
        """node => {
            const around = node.getBoundingClientRect();
            return [...node.children].map(child => {
                const { left, top, width, height } = child.getBoundingClientRect();
                return [left - around.left, top - around.top, width, height];
            });
        }"""
    )
    return [Rect(*each) for each in found]


def rect(node: Locator) -> Rect:
    """Where a node stands on the page."""
    found = node.bounding_box()
    assert found
    return Rect(found["x"], found["y"], found["width"], found["height"])


def style(node: Locator, *names: str) -> Any:
    """Computed styles: one, or a list of them."""
    found: list[str] = node.evaluate(
        "(node, names) => names.map(name => getComputedStyle(node).getPropertyValue(name))", list(names)
    )
    return found[0] if len(found) == 1 else found


def baselines(node: Locator) -> list[float]:
    """The height on the page of the line that each text in a node stands on."""
    return node.evaluate(
        """node => [...node.querySelectorAll("p")].map(words => {
            const mark = document.createElement("span");
            mark.style.display = "inline-block";
            words.prepend(mark);
            const { bottom } = mark.getBoundingClientRect();
            mark.remove();
            return bottom;
        })"""
    )


def block(width: str = "", height: str = "", **rest: Any) -> Json:
    """An empty box of a colour, as LINE's documents use it to show where things stand."""
    sizes = {"width": width, "height": height}
    given = {name: value for name, value in sizes.items() if value}
    return {
        "type": "box",
        "layout": "vertical",
        "contents": [],
        "backgroundColor": "#00aaff",
        **given,
        **rest,
    }
