"""Friend or blocked, by the time of LINE's event and not by its arrival."""

from __future__ import annotations

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
    """Note that the person became a friend at ``at``; False when something newer is known.

    Late news tells nothing of the status, but when the person was added holds whatever came first.
    """
    is_news = follower.status_at is None or follower.status_at < at
    if is_news:
        follower.status, follower.status_at = Follower.Status.FRIEND, at
    follower.first_followed_at = min(follower.first_followed_at or at, at)
    follower.last_followed_at = max(follower.last_followed_at or at, at)
    follower.save(update_fields=["status", "status_at", "first_followed_at", "last_followed_at"])
    return is_news


def block(follower: Follower, at: datetime) -> bool:
    """Note that the person blocked the account at ``at``; False when something newer is known."""
    if follower.status_at is not None and follower.status_at > at:
        return False
    follower.status = Follower.Status.BLOCKED
    follower.status_at = at
    follower.reply_token = ""
    follower.save(update_fields=["status", "status_at", "reply_token"])
    return True


def hear(follower: Follower, at: datetime) -> None:
    """Note that the person did something at ``at``."""
    if follower.last_seen_at is None or follower.last_seen_at < at:
        follower.last_seen_at = at
        follower.save(update_fields=["last_seen_at"])
