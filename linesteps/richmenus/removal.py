"""Taking a menu away from LINE: whoever sees it sees the standard one, or none."""

from __future__ import annotations

import uuid

from django.db import transaction

from linesteps import clock
from linesteps.richmenus.models import FollowerMenu, MenuAtLine, RichMenu, StandardMenu
from linesteps.richmenus.turn import client_of, turn_of


def remove_from_line(menu: RichMenu) -> bool:
    """Delete a menu at LINE, with its alias and earlier forms. False: somebody else talks to LINE about menus now.

    Safe to do again after it stopped in the middle: what is gone at LINE is no fault there.

    Raises:
        LineFault: LINE refused or cannot be reached; do it again later.
    """
    with turn_of(menu.account_id) as is_mine:
        if is_mine:
            _remove(menu)
    return is_mine


def _remove(menu: RichMenu) -> None:
    row, _made = MenuAtLine.objects.get_or_create(menu=menu)
    client = client_of(menu.account)
    client.delete_alias(menu.alias)
    known = [*row.retired, row.line_menu_id, row.next_line_menu_id]
    for rich_menu_id in filter(None, known):
        client.delete(rich_menu_id)
    if row.mark and not row.next_line_menu_id:
        for one in client.menus():
            if one.name.endswith(row.mark):
                client.delete(one.rich_menu_id)
    moment = clock.now()
    with transaction.atomic():
        row.delete()
        StandardMenu.objects.filter(menu=menu).update(menu=None)
        # LINE's standard menu went with the menu.
        StandardMenu.objects.filter(line_menu_id__in=[one for one in known if one]).update(
            line_menu_id="", due_at=moment
        )
        FollowerMenu.objects.filter(menu=menu).update(
            menu=None, wish=uuid.uuid4(), line_menu_id="", due_at=None, tries=0
        )
