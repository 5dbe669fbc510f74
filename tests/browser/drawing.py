"""Draws a ready-made scenario from blank, step by step, with the mouse or by keyboard only."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.builder_page import BuilderPage

Plain = dict[str, Any]
#: What the menus call the kinds.
_MESSAGES = {"text": "Text", "buttons": "Buttons", "coupon": "Coupon", "image": "Image"}
_MOST_TABS = 120
#: Of the messages; the quick replies have one below.
_LAST_ADD = "[data-contentpath='messages'] .c-sf-add-button"


class Hand:
    """Draws steps; how it presses and types is up to those below.

    Args:
        builder: a blank scenario.
        coupons: titles of coupons by primary key.
    """

    def __init__(self, builder: BuilderPage, coupons: dict[int, str]) -> None:
        self.builder, self.page, self.coupons = builder, builder.page, coupons

    def draw(self, steps: list[Plain], path: int | None = None) -> None:
        """Draw a list of steps at the end of the scenario, or of a path of the last branch."""
        gap: Plain | None = None
        for number, step in enumerate(steps):
            value = step["value"]
            if step["type"] == "wait":
                gap = value
            elif step["type"] == "send":
                first, *rest = value["messages"]
                self.add(_MESSAGES[first["type"]], path if number == 0 else None)
                self.builder.form_is_there()
                self.fill_message(first)
                for message in rest:
                    self.add_message(_MESSAGES[message["type"]])
                    self.fill_message(message)
                self.fill(self.field("-name"), value.get("name") or "")
                self.set_gap(gap)
                gap = None
            else:
                self.draw_branch(value, gap)
                gap = None

    def draw_branch(self, value: Plain, gap: Plain | None) -> None:
        """A branch that asks about the message before it, with the steps of its paths."""
        self.add("Branch", None)
        self.builder.form_is_there()
        self.fill(self.field("open-step-name"), value.get("name") or "")
        [item] = value["paths"]
        self.fill(self.field("-label"), item["value"].get("label") or "")
        self.set_gap(gap)
        paths = [item["value"]["steps"], value["otherwise"]["steps"]]
        for number, steps in enumerate(paths):
            self.draw(steps, number)

    def fill_message(self, message: Plain) -> None:
        """The fields of the last message."""
        value = message["value"]
        if message["type"] == "coupon":
            self.choose_coupon(self.coupons[value["coupon"]])
            return
        if message["type"] == "buttons":
            self.fill(self.field("-title"), value.get("title") or "")
        self.fill(self.field("-value-text"), value.get("text") or "")
        if message["type"] == "buttons":
            [button] = value["buttons"]
            self.fill(self.field("-label"), button["value"]["label"])
            self.fill(self.field("-url"), button["value"]["url"])

    def field(self, name: str) -> Locator:
        """The last field whose name ends so."""
        return self.builder.field(name)

    def set_gap(self, gap: Plain | None) -> None:
        """The time beside the open step, where it is another one than that which came by itself."""
        when = self.builder.when
        if gap is None:
            expect(when.locator("select")).to_have_value("now")
            return
        if when.locator("select").input_value() == "now":
            self.choose_unit(when.locator("select"), gap["unit"])
        amount = when.locator("input").first
        if amount.input_value() != str(gap["amount"]):
            self.fill(amount, str(gap["amount"]))
        at = when.locator("input").last
        if at.input_value() != gap["at"][:5]:
            self.fill(at, gap["at"][:5])

    def add(self, kind: str, path: int | None) -> None:
        """A new step at the end, or first in a path of the last branch."""
        raise NotImplementedError

    def add_message(self, kind: str) -> None:
        """One more message in the open send."""
        raise NotImplementedError

    def fill(self, field: Locator, words: str) -> None:
        """Write into a field."""
        raise NotImplementedError

    def choose_coupon(self, title: str) -> None:
        """In the dialog of the open coupon message."""
        raise NotImplementedError

    def choose_unit(self, select: Locator, unit: str) -> None:
        """In the time beside the open step."""
        raise NotImplementedError


class Mouse(Hand):
    """Points at everything; only words are typed."""

    def add(self, kind: str, path: int | None) -> None:
        """By the ＋ in the picture."""
        if path is not None:
            self.builder.add_to_path(path, kind)
        else:
            self.builder.press(self.page.locator(".ls-stage > .ls-flow > .ls-slot").last)
            self.builder.choose(kind)
        expect(self.builder.form.locator(":focus")).to_be_visible()

    def add_message(self, kind: str) -> None:
        """By Wagtail's ＋ below the last message."""
        self.builder.press(self.builder.form.locator(_LAST_ADD).last)
        self.page.get_by_role("option", name=kind, exact=True).click()

    def fill(self, field: Locator, words: str) -> None:
        """Click, and type over what is there."""
        field.click()
        self.page.keyboard.press("Control+a")
        if words:
            self.page.keyboard.insert_text(words)
        else:
            self.page.keyboard.press("Delete")

    def choose_coupon(self, title: str) -> None:
        """By its name in the list."""
        self.builder.press(self.builder.form.locator(".chooser:visible").last.get_by_role("button").first)
        self.page.locator(".modal").get_by_text(title).click()
        expect(self.builder.form.get_by_text(title)).to_be_visible()

    def choose_unit(self, select: Locator, unit: str) -> None:
        """The list of a select is drawn by the system."""
        select.select_option(unit)


class Keyboard(Hand):
    """Never points; walks by Tab, and adds by Insert."""

    def tab_to(self, goal: Locator, key: str = "Tab") -> None:
        """Press Tab until the goal has the keyboard."""
        element = goal.element_handle()
        for _number in range(_MOST_TABS):
            if element.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"The keyboard never comes to {goal}.")

    def add(self, kind: str, path: int | None) -> None:
        """At the end of the picture, or on a path of it."""
        keyboard = self.page.keyboard
        if not self.builder.canvas.evaluate("element => element === document.activeElement"):
            self._leave_form()
        keyboard.press("Home")
        if path is None:
            self._to_last()
        else:
            self._to_path(path)
        keyboard.press("Insert")
        expect(self.page.locator(".ls-menu__search")).to_be_focused()
        keyboard.insert_text(kind)
        keyboard.press("Enter")
        expect(self.builder.form.locator(":focus")).to_be_visible()

    def _leave_form(self) -> None:
        """By Escape to the picture; at the very first by Tab."""
        if self.page.locator(".ls-inspector").is_visible():
            self.page.keyboard.press("Escape")
        if not self.builder.canvas.evaluate("element => element === document.activeElement"):
            self.tab_to(self.builder.canvas)

    def _selected(self) -> str | None:
        found: str | None = self.page.evaluate("window.linesteps.builder.selected()")
        return found

    def _to_last(self) -> None:
        """To the last step of the scenario itself: past the paths of a branch at its end."""
        steps = self.builder.steps()
        if not steps:
            return
        for _number in range(_MOST_TABS):
            if self._selected() == steps[-1]["id"]:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("The last step is nowhere.")

    def _to_path(self, path: int) -> None:
        """Onto a path of the last branch: from the branch to the right."""
        self._to_last()
        for _number in range(path + 1):
            self.page.keyboard.press("ArrowRight")

    def add_message(self, kind: str) -> None:
        """By Wagtail's ＋ below the last message."""
        self.tab_to(self.builder.form.locator(_LAST_ADD).last)
        self.page.keyboard.press("Enter")
        search = self.page.get_by_role("combobox", name="Search options")
        expect(search).to_be_visible()
        self.page.keyboard.press("Tab")
        expect(search).to_be_focused()
        self.page.keyboard.insert_text(kind)
        option = self.page.get_by_role("option", name=kind, exact=True)
        expect(option).to_be_visible()
        # “Coupon” is found in “Own coupon”, too.
        for _number in range(self.page.get_by_role("option").count() + 1):
            self.page.keyboard.press("ArrowDown")
            # Until the menu has drawn which one it is now.
            self.page.evaluate(
                "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
            )
            if option.get_attribute("aria-selected") == "true":
                break
        self.page.keyboard.press("Enter")

    def fill(self, field: Locator, words: str) -> None:
        """Go there, and type over what is there."""
        back = "element => Boolean(document.activeElement.compareDocumentPosition(element) & 2)"
        self.tab_to(field, "Shift+Tab" if field.evaluate(back) else "Tab")
        self.page.keyboard.press("Control+a")
        if words:
            self.page.keyboard.insert_text(words)
        else:
            self.page.keyboard.press("Delete")
        if "{{" in words:
            # What people see there are chips; what is kept are the braces.
            self.builder.has(words)
        else:
            expect(field).to_have_value(words)

    def choose_coupon(self, title: str) -> None:
        """Down to its name in the dialog."""
        self.tab_to(self.builder.form.locator(".chooser:visible").last.get_by_role("button").first)
        self.page.keyboard.press("Enter")
        link = self.page.locator(".modal a", has_text=title)
        expect(link).to_be_visible()
        self.tab_to(link)
        self.page.keyboard.press("Enter")
        expect(self.builder.form.get_by_text(title)).to_be_visible()

    def choose_unit(self, select: Locator, unit: str) -> None:
        """By the arrow keys, as in any list."""
        self.tab_to(select, "Shift+Tab")
        for _number in range(4):
            if select.input_value() == unit:
                return
            self.page.keyboard.press("ArrowDown")
