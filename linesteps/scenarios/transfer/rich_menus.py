"""Rich menus in the file: by their name only, since menus lead to each other and belong to their account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.richmenus.models import RichMenu
from linesteps.scenarios.transfer.reading import expect, inside, members_of


def rich_menu_to_file(menu: RichMenu) -> dict[str, Any]:
    """What another account finds its own menu by."""
    return {"name": menu.name}


def check_rich_menu(spec: Any, place: str) -> None:
    """Whether ``spec`` names a menu.

    Raises:
        FormatError: it does not.
    """
    found = members_of(spec, place, ("name",))
    expect(found["name"], str, inside(place, "name"))


def find_rich_menu(name: str, place: str, account: Account, notes: list[str]) -> int | None:
    """The account's rich menu of this name; if there is none, the place stays empty and a note asks for it."""
    found = RichMenu.objects.filter(account=account, name=name).values_list("pk", flat=True).first()
    if found is None:
        text = _("%(place)s: this account has no rich menu “%(name)s”. Choose one where it is missing.")
        notes.append(text % {"place": place, "name": name})
    return found
