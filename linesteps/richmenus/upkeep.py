"""All that is due about menus: the worker's round."""

from __future__ import annotations

import logging

from linesteps import clock
from linesteps.errors import LinestepsError
from linesteps.richmenus.models import MenuAtLine, StandardMenu
from linesteps.richmenus.own import tend_own
from linesteps.richmenus.registration import bring
from linesteps.richmenus.standard import tend_standard
from linesteps.richmenus.turn import turn_of

logger = logging.getLogger("linesteps.richmenus")

#: Menus and accounts in one round.
AT_ONCE = 20


def tend() -> int:
    """Do one round of what is due; returns how many rows it moved on.

    Makes network calls: no transaction may be open.
    """
    moment = clock.now()
    done = 0
    for row in MenuAtLine.objects.due(moment).select_related("menu")[:AT_ONCE]:
        done += _bring(row)
    for row in StandardMenu.objects.due(moment).select_related("account")[:AT_ONCE]:
        tend_standard(row)
        done += not StandardMenu.objects.filter(pk=row.pk, due_at=row.due_at).exists()
    return done + tend_own()


def _bring(row: MenuAtLine) -> bool:
    before = row.due_at
    with turn_of(row.menu.account_id) as is_mine:
        if not is_mine:
            return False
        # Somebody may have come before us.
        row.refresh_from_db()
        if row.due_at != before:
            return True
        try:
            bring(row)
        except (LinestepsError, OSError, ValueError) as fault:
            # Kept with the row, for editors.
            logger.warning("Rich menu %s did not come to LINE: %s", row.menu_id, fault)
    return True
