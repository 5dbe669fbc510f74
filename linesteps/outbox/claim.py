"""Taking what the outbox holds, to send it: a lease on each dispatch, in a commit of its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from linesteps import bulk, clock, conf
from linesteps.accounts.models import Account
from linesteps.failpoints import failpoint
from linesteps.outbox import month
from linesteps.outbox.guards.check import check
from linesteps.outbox.lanes import Due, Lane, Places, claim_from, lanes_with_work, sending_among
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.outbox.settle import KEY_LIFE
from linesteps.scenarios.paused import paused_scenarios

#: Accounts that are claimed for at a time; the others come next.
ACCOUNTS_AT_ONCE = 8


@dataclass(kw_only=True)
class Hands:
    """What a worker holds already while it claims more.

    Args:
        held: how many dispatches, by account and endpoint.
        on_the_way: ids of followers to whom something is on the wire: their next message waits for it.
        places: where it stands in each lane.
    """

    held: Mapping[tuple[int, str], int] = field(default_factory=dict)
    on_the_way: Set[int] = frozenset()
    places: Places = field(default_factory=Places)


def claim(
    token: uuid.UUID, *, limit: int | None = None, account_id: int | None = None, hands: Hands | None = None
) -> list[Dispatch]:
    """Take a lease on due dispatches that the guards let out; hold or drop the others.

    Args:
        token: names the lease; ``settle`` asks for it.
        limit: at most so many of one account; as many as suit the database by default.
        account_id: only those of this account (the simulator must not touch real ones).
        hands: what the worker holds already.
    """
    hands = hands or Hands()
    limit = limit or bulk.batch_size(sqlite=100, others=1000)
    while True:
        looked_at, taken = _claim_some(token, limit, account_id, hands)
        # Guards may hold all of a claim while others wait behind it.
        if taken or not looked_at:
            return taken


def _claim_some(
    token: uuid.UUID, limit: int, account_id: int | None, hands: Hands
) -> tuple[int, list[Dispatch]]:
    moment = clock.now()
    until = clock.real_now() + timedelta(seconds=conf.lease_seconds())
    # Where to look is found out before: SQLite lets nobody else write from the transaction's first line on.
    hints = _Hints(set(_ORPHANED_OF.column(real_now=clock.real_now())), lanes_with_work(moment))
    if account_id is not None:
        hints = hints.only(account_id)
    if not hints.orphaned and not hints.lanes:
        return 0, []
    with transaction.atomic():
        rows = _lock_due(limit, hints, hands, moment)
        tried = [row for row in rows if row.first_tried_at is not None]
        fresh = [row for row in rows if row.first_tried_at is None]
        with bulk.changes_written(rows):
            going = check(fresh, moment, hands.on_the_way)
            taken = [*going, *(row for row in tried if _may_be_tried_again(row, moment))]
            month.charge(taken, moment)
            for row in taken:
                row.tries += 1
                row.first_tried_at = row.first_tried_at or moment
                row.status, row.claim_token, row.claimed_until = Dispatch.Status.SENDING, token, until
        failpoint("outbox.before_claim_commit")
    return len(rows), taken


class _Hints(NamedTuple):
    """Accounts that seem to have something due: whose sender died, and what is in which lane."""

    orphaned: set[int]
    lanes: dict[int, set[Lane]]

    def only(self, account_id: int) -> _Hints:
        """Those of one account."""
        ours = {account_id}
        return _Hints(self.orphaned & ours, {pk: lanes for pk, lanes in self.lanes.items() if pk in ours})


def _lock_due(limit: int, hints: _Hints, hands: Hands, moment: datetime) -> list[Dispatch]:
    """Due dispatches with their accounts: those whose sender died, or else what is next in the lanes."""
    paused = paused_scenarios()
    sending = sending_among(hints.orphaned.union(hints.lanes))
    # One after the other: joined by OR, everything due would be read and sorted for each claim.
    rows = _lock_orphaned(paused, hints.orphaned & sending, limit)
    lanes = {pk: hints.lanes[pk] for pk in sorted(sending.intersection(hints.lanes))} if not rows else {}
    for _round in range(0, len(lanes), ACCOUNTS_AT_ONCE):
        chosen = hands.places.next_of(list(lanes), ACCOUNTS_AT_ONCE)
        rows = claim_from(
            Due(moment, paused),
            {pk: lanes[pk] for pk in chosen},
            limit=limit,
            held=hands.held,
            places=hands.places,
        )
        if rows:
            break
    # One instance for each account, not one for each row.
    accounts = bulk.look_up_each(Account, {row.account_id for row in rows})
    for row in rows:
        # Setting the attribute costs as much as reading the row (measured).
        row._state.fields_cache["account"] = accounts[row.account_id]
    return sorted(rows, key=lambda row: (row.due_at, row.pk))


_ORPHANED_OF = bulk.Statement(
    lambda: Dispatch.objects.orphaned(bulk.at("real_now")).order_by().distinct(), "account_id"
)


def _lock_orphaned(paused: list[int], account_ids: set[int], limit: int) -> list[Dispatch]:
    if not account_ids:
        return []
    orphaned = Dispatch.objects.orphaned(clock.real_now()).filter(account_id__in=account_ids)
    if paused:
        # NULL stays in: sends that belong to no scenario.
        orphaned = orphaned.exclude(scenario_id__in=paused)
    return bulk.lock(orphaned, limit=limit)


def _may_be_tried_again(row: Dispatch, moment: datetime) -> bool:
    """Whether LINE still knows the key of a first try; otherwise nobody can say what became of it."""
    is_alive = row.first_tried_at is not None and moment - row.first_tried_at < KEY_LIFE
    if is_alive and row.endpoint != Dispatch.Endpoint.REPLY:
        return True
    # A reply whose sender died has no key to ask LINE by.
    # LINE forgets a key 24 h after its first try and would send again (docs, “Retry failed API requests”).
    row.status, row.settled_at = Dispatch.Status.UNCLEAR, moment
    row.reason = row.reason or Reason.UNKNOWN
    return False
