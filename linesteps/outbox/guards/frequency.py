"""Not too many messages to one person, whatever scenarios they come from."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.apps import apps
from django.db.models import QuerySet

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.outbox.guards.verdict import Batch, Drop, Hold, Said, Verdict
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason

logger = logging.getLogger("linesteps.outbox")

DAY, WEEK = timedelta(hours=24), timedelta(days=7)
#: What was held for so long by the cap is not sent any more.
DROP_AFTER = timedelta(days=7)
#: Held ones come back together, so that they can share a call again.
_STEP = timedelta(minutes=15)
_COUNTED = ("sending", "accepted", "retry", "unclear")


def frequency(batch: Batch) -> Iterator[Said]:
    """Hold what is more than the account's caps within 24 hours or 7 days, the oldest message first.

    Neither answers nor scenarios marked as necessary are held; nor do they count.
    """
    counted = [
        one
        for one in batch.waiting
        if _has_cap(one.row.account) and not one.is_answer and one.row.scenario_id not in batch.transactional
    ]
    if not counted:
        return
    sent = _sent_lately(set().union(*(one.people for one in counted)), batch.moment)
    now = [batch.moment]
    for one in sorted(counted, key=lambda one: (one.row.created_at, one.row.pk)):
        account = one.row.account
        for follower_id in one.people:
            times = sent.get(follower_id, ())
            free_at = _free_at(account, times, batch.moment)
            if free_at is None:
                sent[follower_id] = [*times, *now]
            else:
                yield Said(one, [follower_id], _verdict(one.row, free_at, batch.moment))


def who_has_enough(account: Account, follower_ids: Collection[int], moment: datetime) -> set[int]:
    """Who of these friends has had as many messages as the account's caps allow, counted at a moment (aware)."""
    if not _has_cap(account) or not follower_ids:
        return set()
    sent = _sent_lately(follower_ids, moment)
    return {pk for pk in follower_ids if _free_at(account, sent.get(pk, ()), moment) is not None}


def _has_cap(account: Account) -> bool:
    return account.hold_per_day is not None or account.hold_per_week is not None


def _sent_lately(follower_ids: Collection[int], moment: datetime) -> dict[int, list[datetime]]:
    """When each was sent something that counts within the week, oldest first."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for follower_id, at in _SENT_LATELY(ids=follower_ids, since=moment - WEEK):
        # By the filter it has one.
        found[follower_id].append(cast(datetime, at))
    return found


def _sent() -> QuerySet[Any]:
    # By name, since runs stand above the outbox in the house. From the visits of these people: asked the other
    # way round, SQLite would read all dispatches for each claim.
    visits = apps.get_model("linesteps", "StepVisit").objects
    found: QuerySet[Any] = (
        visits.filter(
            bulk.among("follower_id", bulk.slot("ids")),
            dispatch__first_tried_at__gt=bulk.at("since"),
            dispatch__status__in=_COUNTED,
            dispatch__is_prompt=False,
        )
        .exclude(dispatch__endpoint=Dispatch.Endpoint.REPLY)
        .exclude(dispatch__scenario__is_transactional=True)
        .order_by("dispatch__first_tried_at")
    )
    return found


_SENT_LATELY = bulk.Statement(_sent, "follower_id", "dispatch__first_tried_at")


def _free_at(account: Account, times: Sequence[datetime], moment: datetime) -> datetime | None:
    """When the next one may go; ``None`` for now."""
    waits = []
    for cap, window in ((account.hold_per_day, DAY), (account.hold_per_week, WEEK)):
        # Most people got fewer than the cap altogether: their times are not even looked at.
        if cap is None or len(times) < cap:
            continue
        inside = [at for at in times if at > moment - window]
        if len(inside) >= cap:
            # Once this one is older than the window, fewer than the cap are left in it.
            waits.append((inside[-cap] if cap else moment) + window)
    return max(waits, default=None)


def _verdict(row: Dispatch, free_at: datetime, moment: datetime) -> Verdict:
    last = (row.held_at or moment) + DROP_AFTER
    if moment >= last:
        logger.warning(
            "Dispatch %s was held for a week by the frequency cap and is dropped.",
            row.pk,
            extra={"dispatch": row.pk, "account": row.account_id, "scenario": row.scenario_id},
        )
        return Drop(reason=Reason.HELD_TOO_LONG)
    return Hold(until=min(_rounded_up(free_at), last), reason=Reason.FREQUENCY)


def _rounded_up(at: datetime) -> datetime:
    step = _STEP.total_seconds()
    return datetime.fromtimestamp(-(-at.timestamp() // step) * step, tz=UTC)
