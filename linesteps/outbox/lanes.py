"""Which dispatches are next: each account has a lane for each kind of call, and nobody waits for another's.

An answer to what somebody did just now overtakes what was sent to everybody, and an account with
100,000 messages to send takes no more at a time than any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.outbox.models import COLUMNS, PENDING, Dispatch


class Lane(NamedTuple):
    """A kind of call, prompt or not, of one account."""

    account_id: int
    endpoint: str
    is_prompt: bool


class Due(NamedTuple):
    """Which dispatches may go out: those due at a moment, of no scenario that is paused."""

    moment: datetime
    paused: list[int]


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


def lanes_with_work(moment: datetime) -> dict[int, set[Lane]]:
    """For each account the lanes in which a dispatch has reached its time.

    Whether it may go out, or waits for another one, is for the claim to find out.

    Args:
        moment: now.
    """
    found: dict[int, set[Lane]] = defaultdict(set)
    names = ("account_id", "endpoint", "is_prompt")
    for *lane, due_at in bulk.first_of_each(Dispatch, names, statuses=PENDING, first="due_at"):
        if due_at <= moment:
            found[lane[0]].add(Lane(*lane))
    return dict(found)


def sending_among(account_ids: Collection[int]) -> set[int]:
    """Those of the accounts that may send now."""
    if not account_ids:
        return set()
    return set(_SENDING.column(ids=account_ids))


_SENDING = bulk.Statement(
    lambda: Account.objects.sending().filter(bulk.among("pk", bulk.slot("ids"))).order_by(), "pk"
)


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

    def take(self, due: Due, lane: Lane, limit: int) -> list[Dispatch]:
        """Lock the next dispatches of a lane; from its front, when none is left after the last ones."""
        found: list[Dispatch] = []
        if (after := self._after.pop(lane, None)) is not None:
            found = _locked(due, lane, limit, after)
        if not found:
            found = _locked(due, lane, limit, None)
        if found:
            self._after[lane] = (found[-1].due_at, found[-1].pk)
        return found


def _in_lane(is_prompt: bool, is_any_paused: bool, goes_on: bool) -> QuerySet[Dispatch]:
    # IN: the bare column that Django writes for a truth value keeps SQLite from reading the index in order.
    rows = Dispatch.objects.due(bulk.at("moment")).filter(
        account_id=bulk.slot("account"), endpoint=bulk.slot("endpoint"), is_prompt__in=(is_prompt,)
    )
    if is_any_paused:
        # NULL stays in: sends that belong to no scenario.
        rows = rows.filter(Q(scenario__isnull=True) | ~Q(bulk.among("scenario_id", bulk.slot("paused"))))
    if goes_on:
        rows = bulk.beyond(rows, ("due_at", "id"), (bulk.at("last_at"), bulk.slot("last_id")))
    # A lock must not hold up others who only insert rows that point here.
    return rows.select_for_update(skip_locked=True, of=("self",), no_key=True)[: bulk.ANY_LIMIT]


_IN_LANE = bulk.Statement(_in_lane, *COLUMNS)


def _locked(due: Due, lane: Lane, limit: int, after: tuple[datetime, int] | None) -> list[Dispatch]:
    last_at, last_id = after or (None, None)
    rows = _IN_LANE(
        lane.is_prompt, bool(due.paused), after is not None,
        moment=due.moment, paused=due.paused, account=lane.account_id, endpoint=lane.endpoint,
        last_at=last_at, last_id=last_id, limit=limit,
    )  # fmt: skip
    return [Dispatch.whole(row) for row in rows]


def claim_from(
    due: Due,
    lanes: Mapping[int, Container[Lane]],
    *,
    limit: int,
    held: Mapping[tuple[int, str], int],
    places: Places,
) -> list[Dispatch]:
    """Lock what is due in the lanes of some accounts.

    Args:
        due: which dispatches may go out.
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
            taken = places.take(due, lane, most)
            found += taken
            taken_of[endpoint] += len(taken)
            room -= len(taken)
    return found
