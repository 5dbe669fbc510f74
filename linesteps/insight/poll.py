"""Asking LINE what it counted: each unit once a day at most, all of an account within 60 calls an hour."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import transaction

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.errors import ConfigurationError, SecretError
from linesteps.failpoints import failpoint
from linesteps.insight.models import COUNTED_FOR, CountedUnit
from linesteps.insight.units import LINE_ZONE
from linesteps.line.insight import UnitCounts, counts_of_unit
from linesteps.line.outcomes import LineFault, LineTooFast

logger = logging.getLogger("linesteps.insight")

#: LINE takes 60 an hour for each account (reference, “Rate limits”); some are left for people and other tools.
PER_HOUR = 50
HOUR = timedelta(hours=1)
#: Between two looks at one unit.
EVERY = timedelta(days=1)
#: Until a look is tried again that LINE, or we, did not bring to its end.
AGAIN = timedelta(hours=1)
#: Asked in one go, so that a LINE that hangs does not hold the worker up for long.
AT_ONCE = 5
#: LINE takes 30 days from the first one (openapi/insight.yml, ``to``).
_LONGEST = timedelta(days=30)


def poll_insights() -> int:
    """Ask LINE for some units that are due; returns how many were asked for.

    A look that dies on its way is done again after an hour, and the hour's calls count it.
    """
    claimed = _claim(clock.now())
    failpoint("insight.after_claim")
    tired: set[int] = set()
    for unit in claimed:
        if unit.account_id in tired:
            continue
        try:
            counts = counts_of_unit(
                unit.account.api_url, unit.account.access_token(), unit.name, *_period(unit)
            )
        except LineTooFast:
            tired.add(unit.account_id)
        except (LineFault, SecretError, ConfigurationError) as fault:
            # What is known stays; it is asked again when its time has come.
            logger.info("LINE did not tell its count: %s", type(fault).__name__, extra={"unit": unit.name})
        else:
            failpoint("insight.after_answer")
            _write(unit, counts, clock.now())
    for account_id in tired:
        _rest(account_id, clock.now())
    return len(claimed)


def _claim(moment: datetime) -> list[CountedUnit]:
    """Units to ask for now, as far as the hour's calls of their accounts go; each is ours for an hour."""
    with transaction.atomic():
        due = bulk.lock(CountedUnit.objects.due(moment), limit=AT_ONCE)
        left = {account_id: _left(account_id, moment) for account_id in {one.account_id for one in due}}
        taken = []
        for unit in due:
            if left[unit.account_id] > 0:
                left[unit.account_id] -= 1
                taken.append(unit)
        CountedUnit.objects.filter(pk__in=[one.pk for one in taken]).update(
            asked_at=moment, ask_at=moment + AGAIN
        )
        for account_id, count in left.items():
            if count <= 0:
                # So that those of other accounts come to the front.
                _rest(account_id, moment, until=_free_at(account_id, moment))
    accounts = Account.objects.in_bulk({one.account_id for one in taken})
    for unit in taken:
        unit.account = accounts[unit.account_id]
    return taken


def _in_the_hour(account_id: int, moment: datetime) -> list[datetime]:
    """When LINE was asked within the last hour, oldest first: each unit is asked for once an hour at most."""
    rows = CountedUnit.objects.filter(account_id=account_id, asked_at__gt=moment - HOUR)
    return [at for at in rows.order_by("asked_at").values_list("asked_at", flat=True) if at is not None]


def _left(account_id: int, moment: datetime) -> int:
    return PER_HOUR - len(_in_the_hour(account_id, moment))


def _free_at(account_id: int, moment: datetime) -> datetime:
    """When the first of the hour's calls is an hour ago."""
    return next(iter(_in_the_hour(account_id, moment)), moment) + HOUR


def _rest(account_id: int, moment: datetime, *, until: datetime | None = None) -> None:
    """Ask for nothing of this account for a while."""
    until = until or moment + HOUR
    CountedUnit.objects.filter(account_id=account_id, ask_at__lt=until).update(ask_at=until)


def _period(unit: CountedUnit) -> tuple[date, date]:
    """From its first day on, to the last on which LINE counts; 30 days later at the most."""
    today = clock.now().astimezone(LINE_ZONE).date()
    return unit.first_sent_on, min(unit.first_sent_on + _LONGEST, max(today, unit.first_sent_on))


def _write(unit: CountedUnit, counts: UnitCounts, moment: datetime) -> None:
    today = moment.astimezone(LINE_ZONE).date()
    # Read anew: it may have sent since.
    row = CountedUnit.objects.filter(pk=unit.pk)
    last = row.values_list("last_sent_on", flat=True).first() or unit.last_sent_on
    # A day more, since LINE's numbers of a day come on the next one.
    is_over = today > last + COUNTED_FOR + timedelta(days=1)
    row.update(
        saw=counts.saw,
        tapped=counts.tapped,
        played=counts.played,
        played_to_end=counts.played_to_end,
        told_at=moment,
        ask_at=None if is_over else moment + EVERY,
    )
