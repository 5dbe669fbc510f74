"""Friend or blocked, by the time of LINE's event and not by its arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.followers.erased import marks
from linesteps.followers.models import Follower


def of(account: Account, line_user_id: str) -> Follower:
    """The follower's row, locked until the end of the transaction; made now if there is none.

    Of a person whose data was erased, and who did not come back since, it is what is left of them.
    """
    known = [line_user_id, *marks(account.pk, line_user_id)]
    rows = Follower.objects.filter(account=account, line_user_id__in=known).order_by("pk")
    found = bulk.lock(rows, wait=True)
    mine = [row for row in found if row.line_user_id == line_user_id]
    return (mine or found or [anew(account, line_user_id)])[0]


def of_all(wanted: Sequence[tuple[Account, str]]) -> dict[tuple[int, str], Follower]:
    """The same for many people by account and LINE user ID: a few statements, however many they are.

    Returns:
        By account id and LINE user ID the locked row, with its account.
    """
    found = _locked(wanted)
    missing = [one for one in wanted if (one[0].pk, one[1]) not in found]
    if missing:
        # In one order: two workers who make the same people must not wait for each other.
        rows = [Follower(account=one, line_user_id=name) for one, name in sorted(missing, key=_order)]
        Follower.objects.bulk_create(rows, ignore_conflicts=True)
        found |= _locked(missing)
    return found


def _order(one: tuple[Account, str]) -> tuple[int, str]:
    return one[0].pk, one[1]


def _locked(wanted: Sequence[tuple[Account, str]]) -> dict[tuple[int, str], Follower]:
    accounts = {account.pk: account for account, _name in wanted}
    of_mark = {(account.pk, mark): name for account, name in wanted for mark in marks(account.pk, name)}
    names = {name for _account, name in wanted}.union(mark for _pk, mark in of_mark)
    rows = Follower.objects.filter(account_id__in=accounts, line_user_id__in=names).order_by("pk")
    mine: dict[tuple[int, str], Follower] = {}
    erased: dict[tuple[int, str], Follower] = {}
    for row in bulk.lock(rows, wait=True):
        row.account = accounts[row.account_id]
        name = of_mark.get((row.account_id, row.line_user_id))
        if name is None:
            mine[row.account_id, row.line_user_id] = row
        else:
            erased.setdefault((row.account_id, name), row)
    return erased | mine


def anew(account: Account, line_user_id: str) -> Follower:
    """A new row for a person who has none, locked; the one of whoever was faster."""
    try:
        with transaction.atomic():
            return Follower.objects.create(account=account, line_user_id=line_user_id)
    except IntegrityError:
        # Another worker made it between our look and our insert.
        rows = Follower.objects.filter(account=account, line_user_id=line_user_id)
        return bulk.lock(rows, wait=True)[0]


def follow(follower: Follower, at: datetime) -> bool:
    """Note on the row that the person became a friend at ``at``; False when something newer is known.

    Late news tells nothing of the status, but when the person was added holds whatever came first. Whoever has
    locked the row writes it.
    """
    is_news = follower.status_at is None or follower.status_at < at
    if is_news:
        follower.status, follower.status_at = Follower.Status.FRIEND, at
    follower.first_followed_at = min(follower.first_followed_at or at, at)
    follower.last_followed_at = max(follower.last_followed_at or at, at)
    return is_news


def block(follower: Follower, at: datetime) -> bool:
    """The same of a person who blocked the account."""
    if follower.status_at is not None and follower.status_at > at:
        return False
    follower.status = Follower.Status.BLOCKED
    follower.status_at = at
    follower.reply_token = ""
    return True


def hear(follower: Follower, at: datetime) -> None:
    """Note on the row that the person did something at ``at``."""
    if follower.last_seen_at is None or follower.last_seen_at < at:
        follower.last_seen_at = at
