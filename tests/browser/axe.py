"""What assistive technology would stumble over, as far as a program can tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import wagtail
from playwright.sync_api import Page

#: Wagtail's user bar brings axe along.
SCRIPT = Path(wagtail.__file__).parent / "admin/static/wagtailadmin/js/userbar.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def axe(page: Page) -> list[Any]:
    """Violations of WCAG A and AA: rule, and the elements that break it."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.add_script_tag(path=SCRIPT)
    assert page.evaluate("typeof window.axe === 'object'"), "Wagtail's bundle gives no axe any more."
    # What is fading in is pale for a moment.
    page.evaluate(
        "document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity)"
        ".forEach(one => one.finish())"
    )
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map("
        "one => [one.id, one.nodes.map(node => node.html.slice(0, 160))]))",
        RULES,
    )
    return list(found)


def in_theme(page: Page, scheme: str) -> None:
    """Show Wagtail's admin as somebody sees it who chose ``light`` or ``dark``."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate(
        "scheme => { document.documentElement.classList.remove('w-theme-system', 'w-theme-light', 'w-theme-dark');"
        "document.documentElement.classList.add('w-theme-' + scheme); }",
        scheme,
    )
