"""Rich menus at LINE, and as friends see them."""

from __future__ import annotations

from typing import Any

from linesteps.richmenus.models import RichMenu
from linesteps.richmenus.registration import send_to_line
from linesteps.testing.build import step
from linesteps.testing.shop import Shop
from tests.rich_menus import make_menu


def fresh(menu: RichMenu) -> RichMenu:
    return RichMenu.objects.select_related("at_line").get(pk=menu.pk)


def at_line(shop: Shop) -> Any:
    return shop.line.rich_menus(shop.there)


def seen_by(shop: Shop, user_id: str) -> str:
    """LINE's id of the menu below somebody's chat."""
    found = at_line(shop).shown_to(user_id)
    return found.rich_menu_id if found else ""


def sent(shop: Shop, *areas: dict[str, Any], **values: Any) -> RichMenu:
    menu = make_menu(shop.account, *areas, **values)
    send_to_line(menu)
    return fresh(menu)


def gives(menu: RichMenu | None) -> dict[str, Any]:
    return step("rich_menu", {"which": "own" if menu else "standard", "menu": menu and menu.pk})
