"""Which dispatches are next: each account has a lane for each kind of call, and nobody waits for another's.

An answer to what somebody did just now overtakes what was sent to everybody, and an account with
100,000 messages to send takes no more at a time than any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.outbox.models import PENDING, Dispatch


class Lane(NamedTuple):
    """A kind of call, prompt or not, of one account."""

    account_id: int
    endpoint: str
    is_prompt: bool


#: In this order of importance.
_KINDS = (
    (Dispatch.Endpoint.REPLY.value, True),
    (Dispatch.Endpoint.REPLY.value, False),
    (Dispatch.Endpoint.PUSH.value, True),
    (Dispatch.Endpoint.MULTICAST.value, True),
    (Dispatch.Endpoint.MULTICAST.value, False),
    (Dispatch.Endpoint.PUSH.value, False),
)
#: Dispatches of one account and endpoint that a worker may hold at a time: more than the turns that are leased
#: ahead, so that a connection is never idle while the next are claimed, and a lease never runs out.
HELD = {"push": 2000, "reply": 2000, "multicast": 150}
#: The most multicasts that one claim takes: each is for 500 people, whom the guards look at one by one, and
#: SQLite lets nobody else write meanwhile.
_MULTICASTS = {"sqlite": 10, "others": 25}


def lanes_with_work(moment: datetime, account_id: int | None = None) -> dict[int, set[Lane]]:
    """For each sending account the lanes in which a dispatch has reached its time, by account in order.

    Whether it may go out, or waits for another one, is for the claim to find out.

    Args:
        moment: now.
        account_id: only of this account.
    """
    found: dict[int, set[Lane]] = defaultdict(set)
    names = ("account_id", "endpoint", "is_prompt")
    for *lane, due_at in bulk.first_of_each(Dispatch, names, statuses=PENDING, first="due_at"):
        if due_at <= moment and account_id in {None, lane[0]}:
            found[lane[0]].add(Lane(*lane))
    sending = sending_among(found)
    return {account: found[account] for account in sorted(sending)}


def sending_among(account_ids: Collection[int]) -> set[int]:
    """Those of the accounts that may send now."""
    if not account_ids:
        return set()
    return set(Account.objects.sending().filter(pk__in=account_ids).values_list("pk", flat=True))


class Places:
    """Where a worker stands in each lane, so that a claim begins where the last one ended."""

    def __init__(self) -> None:
        self._after: dict[Lane, tuple[datetime, int]] = {}
        self._served = 0

    def next_of(self, account_ids: Sequence[int], count: int) -> list[int]:
        """The next few accounts, in turn: those behind the last one that was served come first."""
        behind = [pk for pk in account_ids if pk > self._served]
        chosen = (behind + [pk for pk in account_ids if pk <= self._served])[:count]
        self._served = chosen[-1] if len(chosen) < len(account_ids) else 0
        return chosen

    def take(self, rows: QuerySet[Dispatch], lane: Lane, limit: int) -> list[Dispatch]:
        """Lock the next dispatches of a lane; from its front, when none is left after the last ones."""
        # IN: the bare column that Django writes for a truth value keeps SQLite from reading the index in order.
        rows = rows.filter(
            account_id=lane.account_id, endpoint=lane.endpoint, is_prompt__in=(lane.is_prompt,)
        )
        found: list[Dispatch] = []
        if (after := self._after.pop(lane, None)) is not None:
            found = bulk.lock(bulk.beyond(rows, ("due_at", "id"), after), limit=limit)
        if not found:
            found = bulk.lock(rows, limit=limit)
        if found:
            self._after[lane] = (found[-1].due_at, found[-1].pk)
        return found


def claim_from(
    rows: QuerySet[Dispatch],
    lanes: Mapping[int, Container[Lane]],
    *,
    limit: int,
    held: Mapping[tuple[int, str], int],
    places: Places,
) -> list[Dispatch]:
    """Lock what is due in the lanes of some accounts.

    Args:
        rows: due dispatches, in order.
        lanes: of which accounts, and in which of their lanes something is due.
        limit: at most so many of one account.
        held: how many this worker holds already, by account and endpoint.
        places: where it stands.
    """
    found: list[Dispatch] = []
    for account_id, with_work in lanes.items():
        room = limit
        taken_of: dict[str, int] = dict.fromkeys(HELD, 0)
        for endpoint, is_prompt in _KINDS:
            lane = Lane(account_id, endpoint, is_prompt)
            if lane not in with_work:
                continue
            mine = held.get((account_id, endpoint), 0) + taken_of[endpoint]
            most = min(room, HELD[endpoint] - mine)
            if endpoint == Dispatch.Endpoint.MULTICAST:
                most = min(most, bulk.batch_size(**_MULTICASTS) - taken_of[endpoint])
            if most <= 0:
                continue
            taken = places.take(rows, lane, most)
            found += taken
            taken_of[endpoint] += len(taken)
            room -= len(taken)
    return found
