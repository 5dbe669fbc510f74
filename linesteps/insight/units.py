"""Giving each sending step its name of the month, within LINE's 1,000 names for an account."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from linesteps import bulk
from linesteps.insight.models import NAMES_PER_MONTH, CountedUnit

logger = logging.getLogger("linesteps.insight")

#: LINE's months and days.
LINE_ZONE = ZoneInfo("Asia/Tokyo")
#: LINE's numbers of a day come on the next one.
FIRST_ASKED_AFTER = timedelta(days=1)

#: Account, scenario and step.
Step = tuple[int, int, str]


def units_for(steps: Iterable[Step], moment: datetime) -> dict[Step, str]:
    """The name under which LINE shall count what each step sends now; no entry for those that get none.

    One query for known steps. Call it in the transaction that writes the sends: names that are rolled back are
    free again. A step that comes when the month's names are used up is remembered without one, so that its
    results can say so.

    Args:
        steps: that send now.
        moment: now (aware).
    """
    wanted = dict.fromkeys(steps)
    if not wanted:
        return {}
    today = moment.astimezone(LINE_ZONE).date()
    month = today.replace(day=1)
    rows = CountedUnit.objects.filter(
        scenario_id__in={scenario for _account, scenario, _step in wanted}, month=month
    )
    known = {(row.account_id, row.scenario_id, row.step_id): row for row in rows}
    missing = sorted(step for step in wanted if step not in known)
    if missing:
        _take_names(missing, month, today, moment)
        known = {(row.account_id, row.scenario_id, row.step_id): row for row in rows.all()}
    found = {step: known[step] for step in wanted if step in known and known[step].number is not None}
    _note_day([row.pk for row in found.values() if row.last_sent_on < today], today, moment)
    return {step: row.name for step, row in found.items()}


def _take_names(missing: list[Step], month: date, today: date, moment: datetime) -> None:
    """The next free numbers. Those that another worker takes at this moment are tried again at the next send."""
    by_account: dict[int, list[Step]] = defaultdict(list)
    for step in missing:
        by_account[step[0]].append(step)
    for account_id, steps in by_account.items():
        taken = CountedUnit.objects.filter(account_id=account_id, month=month)
        last = taken.aggregate(last=Max("number"))["last"] or 0
        free = [
            last + place if last + place <= NAMES_PER_MONTH else None for place in range(1, len(steps) + 1)
        ]
        if None in free:
            logger.warning("LINE's names of the month are used up.", extra={"account": account_id})
        bulk.insert_missing(
            CountedUnit,
            {
                "account_id": account_id,
                "scenario_id": [scenario for _account, scenario, _step in steps],
                "step_id": [step for _account, _scenario, step in steps],
                "month": month,
                "number": free,
                "first_sent_on": today,
                "last_sent_on": today,
                "ask_at": [None if number is None else moment + FIRST_ASKED_AFTER for number in free],
            },
            len(steps),
            returning="id",
        )


def _note_day(ids: list[int], today: date, moment: datetime) -> None:
    """Once a day for each: that it sends still, so that LINE is asked for longer."""
    if ids:
        rows = CountedUnit.objects.filter(Q(last_sent_on__lt=today), pk__in=ids)
        rows.filter(ask_at__isnull=True).update(ask_at=moment + FIRST_ASKED_AFTER)
        rows.update(last_sent_on=today)
