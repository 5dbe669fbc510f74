"""Sending what the outbox holds: claim (commit), call LINE, settle (commit). Never both at once.

While calls are on the wire, the next are claimed, so that LINE's limit is what sending waits for.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import partial

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.errors import SecretError
from linesteps.failpoints import failpoint
from linesteps.line.call import Call
from linesteps.line.outcomes import NotAllowed, SendOutcome
from linesteps.line.pace import Turns, rate_of
from linesteps.line.queue import Queue
from linesteps.line.sender import send
from linesteps.outbox.allowance import lease
from linesteps.outbox.claim import Hands, claim
from linesteps.outbox.lanes import Places
from linesteps.outbox.models import Dispatch
from linesteps.outbox.settle import settle
from linesteps.outbox.undisturbed import undisturbed

logger = logging.getLogger("linesteps.outbox")

#: Seconds of turns that are leased ahead: enough to send on while answers are written down.
LEASE_SECONDS = 0.6
#: At the least so many: a single call must not lose its turn to a slow start.
SHORTEST_LEASE_SECONDS = 0.05
#: Seconds within which a claimed call must begin. A drain of 20 s, these, and a call's own 10 end before
#: Q_CLUSTER's timeout of 60 kills the worker and leaves replies unclear.
BEGIN_SECONDS = 15
#: Seconds between looks at what came back, and at what else is due meanwhile.
LOOK_SECONDS, CLAIM_SECONDS = 0.05, 0.25


def dispatch(*, limit: int | None = None) -> int:
    """Send one batch of what is due; returns how many dispatches were claimed.

    A polite signal to end waits until LINE's answers are written down.

    Args:
        limit: at most so many of one account; as many as suit the database by default.
    """
    with undisturbed(), _Sending() as sending:
        claimed = sending.claim(limit)
        while sending.flights:
            sending.tend()
    return claimed


def drain(seconds: float, breathe: Callable[[], None] = lambda: None) -> bool:
    """Send what is due for so many seconds, batch after batch; returns whether some may be left.

    A polite signal to end stops it from taking more, and waits for the answers to what it took.

    Args:
        seconds: after which nothing more is taken.
        breathe: called at each round, to show that the worker lives.
    """
    end = time.monotonic() + seconds
    with undisturbed() as is_asked_to_end, _Sending() as sending:
        claimed, claimed_at = sending.claim(), time.monotonic()
        while sending.flights or claimed:
            breathe()
            # What is on the wire must not run out while the next are claimed.
            is_short = bool(claimed) and sending.is_short()
            settled = sending.tend(0 if is_short else LOOK_SECONDS)
            if is_asked_to_end() or time.monotonic() > end:
                claimed = 0
            elif is_short or settled or not sending.flights or time.monotonic() - claimed_at > CLAIM_SECONDS:
                claimed, claimed_at = sending.claim(), time.monotonic()
        return is_asked_to_end() or time.monotonic() > end


class _Sending:
    """What one worker has on the wire."""

    def __init__(self) -> None:
        self.flights: dict[Future[dict[int, SendOutcome]], tuple[list[Dispatch], uuid.UUID]] = {}
        #: To whom each flight goes.
        self._people: dict[Future[dict[int, SendOutcome]], set[int]] = {}
        self._places = Places()
        self._held: dict[tuple[int, str], int] = defaultdict(int)
        self._queues: dict[tuple[int, str], Queue] = {}
        self._calls: dict[tuple[int, str], int] = defaultdict(int)

    def __enter__(self) -> _Sending:
        return self

    def __exit__(self, *_: object) -> None:
        # Left in a hurry: what has no answer yet is asked for under the same key when its lease is over.
        for flight in self.flights:
            flight.cancel()

    def claim(self, limit: int | None = None) -> int:
        """Take what is due, and begin to send it; returns how many dispatches that is."""
        token = uuid.uuid4()
        rows = claim(token, limit=limit, hands=self._hands())
        if not rows:
            return 0
        bulk.let_others_in()
        failpoint("outbox.after_claim")
        lanes: dict[tuple[int, str], list[Dispatch]] = defaultdict(list)
        for row in rows:
            lanes[row.account_id, row.endpoint].append(row)
        for lane, group in lanes.items():
            self._held[lane] += len(group)
            self._calls[lane] += len(group)
            if lane not in self._queues:
                self._queues[lane] = Queue(Turns(rate_of(lane[1])))
        self._lease()
        for lane, group in lanes.items():
            flight = _begin(group[0].account, group, self._queues[lane])
            self.flights[flight] = (group, token)
            self._people[flight] = {follower_id for row in group for follower_id, _line_id in row.recipients}
        return len(rows)

    def tend(self, seconds: float = LOOK_SECONDS) -> int:
        """Lease turns, wait for so long at most, and write down the answers that came; returns how many."""
        self._lease()
        done, _flying = wait(self.flights, seconds, FIRST_COMPLETED)
        count = 0
        for flight in done:
            rows, token = self.flights.pop(flight)
            del self._people[flight]
            outcomes = flight.result()
            failpoint("outbox.after_send")
            # LINE's answers are known to nobody else: a reply that is not written down is unclear for ever.
            bulk.persist(partial(settle, rows, outcomes, token))
            failpoint("outbox.after_settle")
            bulk.let_others_in()
            self._held[rows[0].account_id, rows[0].endpoint] -= len(rows)
            count += len(rows)
            self._lease()
        return count

    def is_short(self) -> bool:
        """Whether what is claimed lasts for less than the turns that are leased at a time."""
        return all(
            self._calls[lane] - queue.turns.used < queue.turns.rate * LEASE_SECONDS
            for lane, queue in self._queues.items()
        )

    def _hands(self) -> Hands:
        on_the_way: set[int] = set().union(*self._people.values())
        return Hands(held=self._held, on_the_way=on_the_way, places=self._places)

    def _lease(self) -> None:
        for (account_id, endpoint), queue in self._queues.items():
            turns = queue.turns
            left, ahead = self._calls[account_id, endpoint] - turns.used, turns.ahead()
            target = min(left, int(turns.rate * LEASE_SECONDS))
            # Not for a few turns each time: a lease is a commit.
            if left > ahead and ahead <= target / 2:
                least = int(turns.rate * SHORTEST_LEASE_SECONDS)
                lease(turns, account_id, endpoint, max(target - ahead, least))


def _begin(account: Account, rows: list[Dispatch], queue: Queue) -> Future[dict[int, SendOutcome]]:
    calls = [
        Call(
            key=row.pk,
            endpoint=row.endpoint,  # type: ignore[arg-type]
            to=tuple(line_id for _pk, line_id in row.recipients),
            messages=row.messages,
            retry_key=str(row.retry_key),
            reply_token=row.reply_token,
            is_prompt=row.is_prompt,
            unit=row.unit,
        )
        for row in rows
    ]
    try:
        token = account.access_token()
    except SecretError as error:
        none_went: Future[dict[int, SendOutcome]] = Future()
        none_went.set_result({call.key: NotAllowed(reason=str(error)) for call in calls})
        queue.turns.used += len(calls)
        return none_went
    return send(account.api_url, token, calls, queue, time.monotonic() + BEGIN_SECONDS)
