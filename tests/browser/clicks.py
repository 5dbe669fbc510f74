"""Counts what a person does on the way to something: presses of the pointer, and keys that commit.

Typing and pasting are free; Enter and Space on a button are not.
"""

from __future__ import annotations

from playwright.sync_api import Page

_SCRIPT = """(() => {
    const name = "linesteps-clicks";
    const count = () => Number(sessionStorage.getItem(name) ?? 0);
    const add = (event) => event.isTrusted && sessionStorage.setItem(name, String(count() + 1));
    addEventListener("pointerdown", add, true);
    addEventListener("keydown", (event) => {
        const writes = event.target.matches?.("textarea, [contenteditable=true]");
        const types = event.target.matches?.("input:not([type=checkbox]):not([type=radio]):not([type=button])");
        if (event.key === "Enter" && !writes) add(event);
        if (event.key === " " && !writes && !types) add(event);
    }, true);
})()"""


class Clicks:
    """The presses of one page, over all that it visits.

    Args:
        page: before it goes anywhere.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(_SCRIPT)

    @property
    def count(self) -> int:
        """How many so far."""
        return int(self._page.evaluate("Number(sessionStorage.getItem('linesteps-clicks') ?? 0)"))

    def forget(self) -> None:
        """Begin to count from here."""
        self._page.evaluate("sessionStorage.removeItem('linesteps-clicks')")
