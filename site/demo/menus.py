"""The seaside shop's rich menu: two tabs, which lead to each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from linesteps.accounts.models import Account
from linesteps.richmenus.areas import Does
from linesteps.richmenus.models import RichMenu
from linesteps.richmenus.registration import send_to_line
from linesteps.richmenus.standard import choose_standard

#: Drawn by ``python -m scripts.menu_pictures``.
FOLDER = Path(__file__).resolve().parent / "content" / "menus"
#: Of the strip with the tabs, in LINE's pixels.
TABS_HEIGHT = 250
_WIDTH, _HEIGHT = 2500, 1686


def make_menus(account: Account, entries: list[dict[str, Any]], language: str, site: str) -> None:
    """Draw the menus, send them to LINE, and show the first one to everybody.

    Args:
        entries: the words of ``content``.
        site: where links lead, with a slash at the end.
    """
    menus = [
        RichMenu.objects.create(
            account=account, name=entry["name"], bar_text=entry["bar"], image=_image(entry, language)
        )
        for entry in entries
    ]
    for here, (menu, entry) in enumerate(zip(menus, entries, strict=True)):
        menu.areas = [*_tabs(menus, here, entries), *_fields(entry["areas"], site)]
        menu.save()
    for menu in menus:
        send_to_line(menu)
    choose_standard(account, menus[0])


def _image(entry: dict[str, Any], language: str) -> Any:
    name = f"{entry['key']}-{language}.png"
    content = ContentFile(FOLDER.joinpath(name).read_bytes(), name=f"menu-{name}")
    return get_image_model().objects.create(title=entry["name"], file=content)


def _tabs(menus: list[RichMenu], here: int, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    width = _WIDTH // len(menus)
    return [
        {
            "does": Does.TAB.value,
            "tab": menu.pk,
            "label": entries[number]["tab"],
            "x": number * width,
            "y": 0,
            "width": width,
            "height": TABS_HEIGHT,
        }
        for number, menu in enumerate(menus)
        if number != here
    ]


def _fields(areas: list[dict[str, Any]], site: str) -> list[dict[str, Any]]:
    edges = [round(number * _WIDTH / len(areas)) for number in range(len(areas) + 1)]
    return [
        {
            **_deed(area, site),
            "label": area["words"],
            "x": edges[number],
            "y": TABS_HEIGHT,
            "width": edges[number + 1] - edges[number],
            "height": _HEIGHT - TABS_HEIGHT,
        }
        for number, area in enumerate(areas)
    ]


def _deed(area: dict[str, Any], site: str) -> dict[str, Any]:
    if "url" in area:
        return {"does": Does.LINK.value, "url": site + area["url"]}
    if "says" in area:
        return {"does": Does.WORDS.value, "text": area["says"]}
    return {"does": Does.PHONE.value, "phone": area["phone"]}
