"""The month's messages: how many are used, and how many may still be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.outbox.models import Dispatch, MonthUse
from linesteps.outbox.reasons import Reason

#: The zone in which LINE counts months and days (reference, “Get number of sent messages”).
LINE_ZONE = timezone(timedelta(hours=9))
#: Statuses that say: surely nobody got it.
_FREE = (Dispatch.Status.NEW, Dispatch.Status.REJECTED)


@dataclass(kw_only=True)
class Room:
    """What an account may still send this month.

    Args:
        people: how many messages.
        reason: what ends it, one of ``Reason``.
        again_at: when there is room again.
    """

    people: int
    reason: str
    again_at: datetime


def month_of(moment: datetime, zone: tzinfo) -> date:
    """The first day of the month in which ``moment`` is in ``zone``."""
    return moment.astimezone(zone).date().replace(day=1)


def next_month(moment: datetime, zone: tzinfo) -> datetime:
    """When the next month begins in ``zone`` (aware, UTC)."""
    later = (month_of(moment, zone) + timedelta(days=32)).replace(day=1)
    return datetime(later.year, later.month, 1, tzinfo=zone).astimezone(UTC)


def rooms(accounts: Sequence[Account], moment: datetime) -> dict[int, Room]:
    """The room of each account that has a limit; other claims for them wait until the transaction ends."""
    used = _locked(accounts, moment)
    found = {}
    for account in accounts:
        own = used[account.pk]
        choices: list[tuple[int, str, tzinfo]] = []
        if account.budget_per_month is not None:
            choices.append((account.budget_per_month - own, Reason.BUDGET, account.zone))
        if account.quota_limit is not None:
            choices.append(
                (account.quota_limit - used_at_line(account, own, moment), Reason.QUOTA, LINE_ZONE)
            )
        if choices:
            people, reason, zone = min(choices, key=lambda choice: choice[0])
            found[account.pk] = Room(people=people, reason=reason, again_at=next_month(moment, zone))
    return found


def used_at_line(account: Account, own: int, moment: datetime) -> int:
    """LINE's count, with what we sent since LINE was asked.

    Args:
        account: with what LINE said last.
        own: our own count of the month.
        moment: now.
    """
    if account.quota_at is None or month_of(account.quota_at, LINE_ZONE) != month_of(moment, LINE_ZONE):
        return own
    return account.quota_used + max(own - account.quota_own, 0)


def used(account: Account, moment: datetime) -> int:
    """Our own count of the account's month."""
    rows = MonthUse.objects.filter(account=account, month=month_of(moment, account.zone))
    return rows.values_list("people", flat=True).first() or 0


def charge(rows: Iterable[Dispatch], moment: datetime) -> None:
    """Count what goes out for the first time. Call in the transaction that claims it."""
    people: Counter[int] = Counter()
    accounts: dict[int, Account] = {}
    for row in rows:
        if row.first_tried_at is None and row.endpoint != Dispatch.Endpoint.REPLY:
            row.charged = len(row.recipients)
            people[row.account_id] += row.charged
            accounts[row.account_id] = row.account
    for account_id, count in sorted(people.items()):
        account = accounts[account_id]
        month = month_of(moment, account.zone)
        if not bulk.add(MonthUse, "people", count, account_id=account_id, month=month):
            # The month's first.
            _ensure([account], moment)
            bulk.add(MonthUse, "people", count, account_id=account_id, month=month)


def release(rows: Iterable[Dispatch], moment: datetime) -> None:
    """Take back what LINE surely did not take. Call in the transaction that settles it."""
    people: Counter[Account] = Counter()
    for row in rows:
        if row.charged and row.status in _FREE:
            people[row.account] += row.charged
            row.charged = 0
    for account, count in sorted(people.items(), key=lambda item: item[0].pk):
        _of(account, moment).update(people=Greatest(F("people") - count, 0))


def _of(account: Account, moment: datetime) -> QuerySet[MonthUse]:
    return MonthUse.objects.filter(account=account, month=month_of(moment, account.zone))


def _ensure(accounts: Iterable[Account], moment: datetime) -> None:
    MonthUse.objects.bulk_create(
        [MonthUse(account=account, month=month_of(moment, account.zone)) for account in accounts],
        ignore_conflicts=True,
    )


def _locked(accounts: Sequence[Account], moment: datetime) -> dict[int, int]:
    _ensure(accounts, moment)
    months = {account.pk: month_of(moment, account.zone) for account in accounts}
    rows = MonthUse.objects.filter(account__in=accounts, month__in=set(months.values()))
    locked = rows.select_for_update(no_key=True).order_by("account_id")
    return {row.account_id: row.people for row in locked if row.month == months[row.account_id]}


def reserve(account: Account, people: int, moment: datetime) -> None:
    """Count messages of a send that is no ``Dispatch``, such as a narrowcast. Call in its transaction."""
    if people:
        _ensure([account], moment)
        _of(account, moment).update(people=F("people") + people)


def give_back(account: Account, people: int, moment: datetime) -> None:
    """Take back what was counted at ``moment`` and was not sent. Call in its transaction."""
    if people:
        _of(account, moment).update(people=Greatest(F("people") - people, 0))
