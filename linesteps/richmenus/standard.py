"""The menu of all who have none of their own: the one that editors chose, or for some days another one."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime

from django.db import transaction

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.errors import SecretError
from linesteps.failpoints import failpoint
from linesteps.line.outcomes import LineFault
from linesteps.richmenus.models import FollowerMenu, RichMenu, StandardMenu
from linesteps.richmenus.patience import again_at
from linesteps.richmenus.turn import client_of, turn_of

logger = logging.getLogger("linesteps.richmenus")


def choose_standard(account: Account, menu: RichMenu | None) -> None:
    """Make a menu the standard one, or none; LINE is told by the worker."""
    with transaction.atomic():
        StandardMenu.objects.update_or_create(
            account=account, defaults={"menu": menu, "due_at": clock.now(), "tries": 0}
        )
        doorbell.ring("tend_rich_menus")


def look_again(account: Account) -> None:
    """After the period of a menu was changed."""
    with transaction.atomic():
        StandardMenu.objects.update_or_create(account=account, defaults={"due_at": clock.now(), "tries": 0})
        doorbell.ring("tend_rich_menus")


def standard_at(row: StandardMenu, moment: datetime) -> RichMenu | None:
    """The menu to be shown at a time: one whose period it is (the latest begun), else the chosen one.

    Menus that LINE does not have yet are passed over.
    """
    ready = RichMenu.objects.filter(account=row.account_id).exclude(at_line__isnull=True)
    ready = ready.exclude(at_line__line_menu_id="").select_related("at_line")
    within = ready.filter(shown_from__lte=moment, shown_until__gt=moment)
    chosen = ready.filter(pk=row.menu_id) if row.menu_id else ready.none()
    return within.order_by("-shown_from").first() or chosen.first()


def next_change(row: StandardMenu, moment: datetime) -> datetime | None:
    """When another menu may be the standard one."""
    menus = RichMenu.objects.filter(account=row.account_id)
    begin = menus.filter(shown_from__gt=moment).order_by("shown_from").values_list("shown_from", flat=True)
    end = menus.filter(shown_until__gt=moment).order_by("shown_until").values_list("shown_until", flat=True)
    return min((at for at in (begin.first(), end.first()) if at is not None), default=None)


def tend_standard(row: StandardMenu) -> None:
    """Tell LINE of the standard menu, if it is another one than LINE was told last."""
    with turn_of(row.account_id) as is_mine:
        if not is_mine:
            return
        moment = clock.now()
        menu = standard_at(row, moment)
        wanted = menu.line_menu_id if menu else ""
        seen = StandardMenu.objects.filter(pk=row.pk, due_at=row.due_at)
        if wanted == row.line_menu_id:
            seen.update(due_at=next_change(row, moment), tries=0)
            return
        try:
            client_of(row.account).set_standard(wanted)
        except (LineFault, SecretError) as fault:
            logger.warning("The standard menu of account %s was not set: %s", row.account_id, fault)
            seen.update(due_at=again_at(row.tries, fault), tries=row.tries + 1)
            return
        failpoint("richmenus.after_standard")
        with transaction.atomic():
            StandardMenu.objects.filter(pk=row.pk).update(line_menu_id=wanted)
            # Unless somebody chose another one meanwhile.
            seen.update(due_at=next_change(row, moment), tries=0)
            _call_back(row.account_id)


def _call_back(account_id: int) -> None:
    """Those who only turned to a tab of the last standard menu see the new one, too."""
    tabs = FollowerMenu.objects.filter(
        follower__account=account_id, origin=FollowerMenu.Origin.TAB, menu__isnull=False
    )
    tabs.update(menu=None, wish=uuid.uuid4(), due_at=clock.now(), tries=0)
