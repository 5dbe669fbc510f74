"""Draw the pictures of the demo's rich menus: ``python -m scripts.menu_pictures``.

They are kept in ``site/demo/content/menus``, since no machine of a newcomer has fonts for Japanese for sure.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts import tools
from tests.browser import ARGUMENTS, browser_path

CONTENT = tools.ROOT / "site" / "demo" / "content"
FOLDER = CONTENT / "menus"
#: Half of LINE's size; sharp enough on a phone, and small in the repository.
WIDTH, HEIGHT = 1250, 843
#: Half of ``TABS_HEIGHT`` in site/demo/menus.py.
_TABS = 125
_STYLE = f"""
* {{ box-sizing: border-box; margin: 0; }}
body {{ width: {WIDTH}px; height: {HEIGHT}px; font-family: system-ui, "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }}
.tabs {{ display: flex; height: {_TABS}px; background: #0a3546; }}
.tab {{ flex: 1; display: grid; place-items: center; color: #c4dde3; font-size: 46px; }}
.tab.here {{ background: #f4efe4; color: #0f4c63; font-weight: 700; border-radius: 26px 26px 0 0; }}
.areas {{ display: flex; gap: 14px; height: {HEIGHT - _TABS}px; padding: 22px; background: #f4efe4; }}
.area {{ flex: 1; display: grid; align-content: center; justify-items: center; gap: 20px; text-align: center;
  background: #fff; border-radius: 26px; color: #24303a; border-bottom: 14px solid #2c7f86; }}
.sign {{ width: 210px; height: 210px; fill: none; stroke: #2c7f86; stroke-width: 2.2;
  stroke-linecap: round; stroke-linejoin: round; }}
.words {{ font-size: 58px; font-weight: 700; line-height: 1.2; }}
.hint {{ font-size: 32px; color: #5c6a74; padding: 0 16px; }}
"""
#: One drawing for each area, on 24 by 24.
_SIGNS = {
    "shop": (
        "M3 4h2l2.5 11h10L20 7H6M9 19.5h.01M16.5 19.5h.01",
        "M12 20s-8-4.6-8-10.3A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8 2.7C20 15.4 12 20 12 20z",
        "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5",
    ),
    "help": (
        "M3 8.5V6h18v2.5a3.5 3.5 0 0 0 0 7V18H3v-2.5a3.5 3.5 0 0 0 0-7zM9.5 14.5l5-5M9.6 9.6h.01M14.5 14.5h.01",
        "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5h.01M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19z",
        "M6 3h3l1.5 5L8 10a12 12 0 0 0 6 6l2-2.5 5 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
    ),
}


def draw(page: Page, menus: list[dict[str, Any]], here: int, language: str) -> None:
    """One menu, with its tab in front."""
    menu = menus[here]
    tabs = "".join(
        f'<div class="tab{" here" if number == here else ""}">{escape(one["tab"])}</div>'
        for number, one in enumerate(menus)
    )
    areas = "".join(
        f'<div class="area"><svg class="sign" viewBox="0 0 24 24"><path d="{sign}"/></svg>'
        f'<div class="words">{escape(area["words"])}</div><div class="hint">{escape(area["hint"])}</div></div>'
        for area, sign in zip(menu["areas"], _SIGNS[menu["key"]], strict=True)
    )
    page.set_content(
        f'<html lang="{language}"><style>{_STYLE}</style><div class="tabs">{tabs}</div><div class="areas">{areas}</div>'
    )
    page.screenshot(path=FOLDER / f"{menu['key']}-{language}.png")


def main() -> None:
    """All menus in all languages."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for words in sorted(CONTENT.glob("*.json")):
            language, menus = words.stem, json.loads(words.read_text(encoding="utf-8"))["menus"]
            for number in range(len(menus)):
                draw(page, menus, number, language)
        browser.close()
    print(f"Drawn to {FOLDER.relative_to(tools.ROOT)}.")


if __name__ == "__main__":
    main()
