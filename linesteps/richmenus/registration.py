"""Bringing a menu to LINE, which never lets one change: a changed menu is made anew and takes the old one's place.

Each call is followed by a commit of what came of it, so that whoever comes later goes on where the last one stopped:

    create > picture > alias > ONE COMMIT (the new form is the menu) > people and standard are told > old one deleted
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock, doorbell
from linesteps.errors import LinestepsError, SecretError
from linesteps.failpoints import failpoint
from linesteps.followers.models import Follower
from linesteps.line.limits.rich_menu import MAX_NAME
from linesteps.line.outcomes import (
    LineFault,
    LineNotFound,
    LineTooFast,
    LineUnauthorized,
    LineUnreachable,
)
from linesteps.line.rich_menus import RichMenuClient
from linesteps.richmenus.models import FollowerMenu, MenuAtLine, RichMenu, StandardMenu
from linesteps.richmenus.patience import again_at
from linesteps.richmenus.picture import CONTENT_TYPE, picture_of
from linesteps.richmenus.problems import menu_problems
from linesteps.richmenus.request import content_hash, menu_request
from linesteps.richmenus.turn import client_of, turn_of

#: LINE links people “within a few seconds” (reference, “Link rich menu to users”); the old menu waits for them.
RETIRE_AFTER = timedelta(seconds=30)


class RichMenuNotReady(LinestepsError):
    """A menu cannot be sent to LINE as it is; the message says why, in the editor's language."""


def send_to_line(menu: RichMenu) -> bool:
    """Make LINE's menu the one that is drawn here. False: somebody else is at it, and the worker will do it soon.

    Raises:
        RichMenuNotReady: something must be mended first.
        LineFault: LINE refused, or cannot be reached and the worker goes on trying.
    """
    want(menu)
    with turn_of(menu.account_id) as is_mine:
        if is_mine:
            bring(MenuAtLine.objects.get(menu=menu))
    doorbell.ring("tend_rich_menus")
    return is_mine


def want(menu: RichMenu) -> MenuAtLine:
    """Write down that LINE shall have the menu as it is drawn now.

    Raises:
        RichMenuNotReady: something must be mended first.
    """
    errors = [str(problem.message) for problem in menu_problems(menu) if problem.is_error]
    if errors:
        raise RichMenuNotReady("\n".join(errors))
    with transaction.atomic():
        row, _made = MenuAtLine.objects.get_or_create(menu=menu)
        row.is_wanted, row.due_at, row.fault, row.tries = True, clock.now(), "", 0
        row.save(update_fields=["is_wanted", "due_at", "fault", "tries"])
    return row


def bring(row: MenuAtLine) -> None:
    """Go all of the way that is left, in one's turn; what went wrong is kept with the row, and raised.

    Raises:
        LineFault: see ``send_to_line``.
        RichMenuNotReady: somebody changed the menu meanwhile, so that LINE would not take it any more.
    """
    menu = RichMenu.objects.select_related("account", "image", "at_line").get(pk=row.menu_id)
    try:
        if row.is_wanted:
            if any(problem.is_error for problem in menu_problems(menu)):
                raise RichMenuNotReady(_("It was changed and must be mended first."))
            _make(row, menu, client_of(menu.account))
        elif row.retired:
            _retire(row, client_of(menu.account))
        else:
            _keep(row, due_at=None)
    except LineNotFound as fault:
        # Somebody deleted at LINE what was on its way: begin anew.
        _keep(row, next_line_menu_id="", next_hash="", mark="", due_at=again_at(row.tries, fault))
        _keep(row, fault=in_words(fault), tries=row.tries + 1)
        raise
    except (LineUnreachable, LineTooFast, LineUnauthorized, SecretError) as fault:
        _keep(row, fault=in_words(fault), due_at=again_at(row.tries, fault), tries=row.tries + 1)
        raise
    except (LineFault, RichMenuNotReady, OSError, ValueError) as fault:
        # The same again would be refused again: an editor has to act.
        _keep(row, fault=in_words(fault), due_at=None, is_wanted=False)
        raise


def in_words(fault: Exception) -> str:
    """What went wrong and what to do, for editors; never a secret."""
    if isinstance(fault, LineUnauthorized):
        return _("LINE refuses the account's access token. An engineer must enter a new one.")
    if isinstance(fault, LineTooFast):
        return _(
            "LINE takes 100 new rich menus an hour and no more. It is tried again in ten minutes by itself."
        )
    if isinstance(fault, LineUnreachable):
        return _("LINE cannot be reached now. It is tried again by itself.")
    if isinstance(fault, SecretError):
        return _("The account's access token cannot be read. An engineer must enter it again.")
    if isinstance(fault, RichMenuNotReady):
        return str(fault)[:300]
    if isinstance(fault, LineFault):
        return (_("LINE refused the rich menu: %(reason)s") % {"reason": str(fault)})[:300]
    return _("The image cannot be made into what LINE takes. Choose another one.")


def _make(row: MenuAtLine, menu: RichMenu, client: RichMenuClient) -> None:
    wanted = content_hash(menu)
    if wanted == row.content_hash and row.line_menu_id:
        _keep(row, is_wanted=False, due_at=clock.now() if row.retired else None)
        return
    if row.next_hash and row.next_hash != wanted:
        # Drawn anew while an earlier form was on its way.
        made = row.next_line_menu_id or _made_before(row, client)
        left = [made] if made else []
        _keep(row, retired=[*row.retired, *left], next_line_menu_id="", next_hash="", mark="")
    is_resumed = bool(row.mark)
    if not is_resumed:
        _keep(row, next_hash=wanted, mark=f"#{secrets.token_hex(6)}")
    if not row.next_line_menu_id:
        made = _made_before(row, client) if is_resumed else ""
        _keep(row, next_line_menu_id=made or _create(row, menu, client))
    if not (is_resumed and client.has_picture(row.next_line_menu_id)):
        client.upload(row.next_line_menu_id, picture_of(menu), CONTENT_TYPE)
    failpoint("richmenus.after_picture")
    client.point(menu.alias, row.next_line_menu_id)
    failpoint("richmenus.after_alias")
    _take_place(row)
    failpoint("richmenus.after_place")


def _create(row: MenuAtLine, menu: RichMenu, client: RichMenuClient) -> str:
    request = menu_request(menu)
    name = f"{request['name'][: MAX_NAME - len(row.mark) - 1]} {row.mark}"
    made = client.create({**request, "name": name})
    failpoint("richmenus.after_create")
    return made


def _made_before(row: MenuAtLine, client: RichMenuClient) -> str:
    """The id of a menu that was created and whose id was lost; empty if it never was."""
    return next((one.rich_menu_id for one in client.menus() if one.name.endswith(row.mark)), "")


def _take_place(row: MenuAtLine) -> None:
    """The new form is the menu: whoever shows the old one is told next."""
    moment = clock.now()
    retired = [*row.retired, row.line_menu_id] if row.line_menu_id else row.retired
    with transaction.atomic():
        _keep(
            row,
            line_menu_id=row.next_line_menu_id,
            content_hash=row.next_hash,
            next_line_menu_id="",
            next_hash="",
            mark="",
            retired=retired,
            is_wanted=False,
            fault="",
            tries=0,
            due_at=moment + RETIRE_AFTER if retired else None,
        )
        StandardMenu.objects.filter(account__rich_menus=row.menu_id).update(due_at=moment)
        FollowerMenu.objects.filter(menu=row.menu_id).update(due_at=moment)


def _retire(row: MenuAtLine, client: RichMenuClient) -> None:
    """Delete earlier forms that nobody sees any more."""
    for rich_menu_id in row.retired:
        seen = FollowerMenu.objects.filter(
            line_menu_id=rich_menu_id, follower__status=Follower.Status.FRIEND, due_at__isnull=False
        )
        if seen.exists() or StandardMenu.objects.filter(line_menu_id=rich_menu_id).exists():
            _keep(row, due_at=clock.now() + RETIRE_AFTER)
            return
        client.delete(rich_menu_id)
        _keep(row, retired=[one for one in row.retired if one != rich_menu_id])
    _keep(row, due_at=None, fault="", tries=0)


def _keep(row: MenuAtLine, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
