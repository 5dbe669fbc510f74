"""Menus of single friends: what was wished for is told to LINE, many people in one call."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.errors import SecretError
from linesteps.failpoints import failpoint
from linesteps.followers.models import Follower
from linesteps.line.limits.rich_menu import MAX_PEOPLE
from linesteps.line.outcomes import LineFault, LineNotFound
from linesteps.richmenus.models import FollowerMenu, MenuAtLine, RichMenu, StandardMenu
from linesteps.richmenus.patience import again_at
from linesteps.richmenus.turn import client_of, turn_of

logger = logging.getLogger("linesteps.richmenus")

#: LINE does what it took “within a few seconds”, and not surely in order: nobody is told of again sooner.
GAP = timedelta(seconds=10)


def wish_menus(wishes: Mapping[int, int | None], moment: datetime) -> None:
    """Write down which menu each friend shall have; in the caller's transaction, so with whatever it is part of.

    Args:
        wishes: keys of menus by keys of friends; ``None`` for the standard menu. A menu that was deleted is left out.
    """
    wanted = {menu_id for menu_id in wishes.values() if menu_id is not None}
    known = set(RichMenu.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    wish = uuid.uuid4()
    rows = [
        FollowerMenu(follower_id=follower_id, menu_id=menu_id, wish=wish, due_at=moment)
        for follower_id, menu_id in sorted(wishes.items())
        if menu_id is None or menu_id in known
    ]
    FollowerMenu.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["follower"],
        update_fields=["menu", "origin", "wish", "due_at", "tries"],
        batch_size=500,
    )


def look_at_again(follower: Follower) -> None:
    """After somebody came back: whether LINE kept their menu through a block is not documented."""
    rows = FollowerMenu.objects.filter(follower=follower, menu__isnull=False)
    rows.update(due_at=clock.now(), line_menu_id="", tries=0)


def tend_own(limit: int = 10 * MAX_PEOPLE) -> int:
    """Tell LINE what is due; returns how many people were looked at. Telling it twice does no harm."""
    moment = clock.now()
    rows = FollowerMenu.objects.due(moment).values_list("follower__account_id", flat=True)
    done = 0
    for account_id in sorted(set(rows[:limit])):
        with turn_of(account_id) as is_mine:
            if is_mine:
                done += _tend_account(Account.objects.get(pk=account_id), limit)
    return done


def _tend_account(account: Account, limit: int) -> int:
    moment = clock.now()
    due = FollowerMenu.objects.due(moment).filter(follower__account=account)
    rows = list(due.select_related("follower", "menu__at_line")[:limit])
    early = {row.pk for row in rows if row.told_at is not None and row.told_at > moment - GAP}
    FollowerMenu.objects.filter(bulk.among("pk", early), due_at__lte=moment).update(due_at=moment + GAP)
    calls: dict[str, list[FollowerMenu]] = defaultdict(list)
    idle = []
    for row in rows:
        if row.pk in early:
            continue
        wanted = row.menu.line_menu_id if row.menu else ""
        # A menu that LINE does not have yet: its people are told when it has (registration).
        is_waiting = row.menu is not None and not wanted
        if is_waiting or row.line_menu_id == wanted or row.follower.status != Follower.Status.FRIEND:
            idle.append(row)
        else:
            calls[wanted].append(row)
    _settle(idle, due_at=None, tries=0)
    for wanted, people in calls.items():
        for start in range(0, len(people), MAX_PEOPLE):
            _tell(account, wanted, people[start : start + MAX_PEOPLE])
    return len(rows) - len(early)


def _tell(account: Account, wanted: str, rows: Sequence[FollowerMenu]) -> None:
    try:
        client_of(account).link(wanted, [row.follower.line_user_id for row in rows])
    except LineNotFound:
        _lost(wanted, rows)
    except (LineFault, SecretError) as fault:
        logger.warning("Menus of %s friends of account %s were not set: %s", len(rows), account.pk, fault)
        tries = max(row.tries for row in rows)
        _settle(rows, due_at=again_at(tries, fault), tries=tries + 1)
    else:
        failpoint("richmenus.after_link")
        _settle(rows, line_menu_id=wanted, told_at=clock.now(), due_at=None, tries=0)


def _settle(rows: Sequence[FollowerMenu], **values: object) -> None:
    """Write what came of it, unless something else was wished for meanwhile."""
    by_wish: dict[uuid.UUID, list[int]] = defaultdict(list)
    for row in rows:
        by_wish[row.wish].append(row.pk)
    for wish, pks in by_wish.items():
        FollowerMenu.objects.filter(bulk.among("pk", pks), wish=wish).update(**values)


def _lost(line_menu_id: str, rows: Sequence[FollowerMenu]) -> None:
    """Somebody deleted the menu at LINE: make it again; its people are told when it is there."""
    logger.warning("LINE does not have the rich menu %s any more; it is made again.", line_menu_id)
    with transaction.atomic():
        MenuAtLine.objects.filter(line_menu_id=line_menu_id).update(
            line_menu_id="", is_wanted=True, due_at=clock.now(), tries=0
        )
        StandardMenu.objects.filter(line_menu_id=line_menu_id).update(line_menu_id="")
        _settle(rows, due_at=None)
