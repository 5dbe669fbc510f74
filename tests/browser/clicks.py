"""Counts what somebody presses, as a budget for flows: typing and pasting are free.

The browser counts, not the test: every real press of a pointer, and every key that commits to something
(Enter, Space, and shortcuts), however the test came to press it.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext

#: Moving about and typing commit to nothing.
_SCRIPT = """
(() => {
    const FREE = new Set(['Tab', 'Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'ArrowLeft',
        'ArrowRight', 'Shift', 'Control', 'Alt', 'Meta', 'Backspace']);
    const named = target => {
        const element = target instanceof Element ? target : document.body;
        const words = element.getAttribute('aria-label') || element.getAttribute('name') || element.textContent;
        return `${element.tagName.toLowerCase()} ${(words || '').trim().replace(/\\s+/g, ' ').slice(0, 40)}`;
    };
    const tell = (what, event) => event.isTrusted && window.lsPressed(`${what} ${named(event.target)}`);
    addEventListener('pointerdown', event => tell('press', event), {capture: true});
    addEventListener('keydown', event => {
        const field = event.target instanceof Element ? event.target : document.body;
        const isText = field.matches('textarea, input:not([type=checkbox]):not([type=radio]), [contenteditable]');
        const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
        if (event.isComposing || (FREE.has(event.key) && !event.altKey)) return;
        if (isText && hasModifier && 'acvxz'.includes(event.key.toLowerCase())) return;
        const isTyping = isText && !hasModifier && (event.key.length === 1 || event.key === 'Delete');
        const isNewLine = event.key === 'Enter' && field.matches('textarea');
        if (!isTyping && !isNewLine) tell(`key ${event.key}`, event);
    }, {capture: true});
})();
"""


class Clicks:
    """The presses in a browser window since it was made.

    Args:
        context: whose pages are watched, from their next load on.
    """

    def __init__(self, context: BrowserContext) -> None:
        #: Each press in words, to see where a budget goes.
        self.log: list[str] = []
        context.expose_binding("lsPressed", self._pressed)
        context.add_init_script(_SCRIPT)

    def _pressed(self, _source: Any, what: str) -> None:
        self.log.append(what)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.log)

    def reset(self) -> None:
        """Count from here."""
        self.log.clear()

    def add(self, what: str, count: int = 1) -> None:
        """Presses that a browser shows in a window of its own, such as the list of a select."""
        self.log += [what] * count

    def told(self) -> str:
        """All of them, one in each line."""
        return f"{self.count} presses:\n" + "\n".join(self.log)
