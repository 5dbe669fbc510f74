"""Giving coupons to a batch of friends: one ticket for each receipt, and no code twice.

The unique constraints are the lock: whoever else gives the same coupon to the same friend finds the first
one's ticket, and a code that somebody holds is passed over. A constant number of statements for each coupon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from linesteps import bulk, doorbell
from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon
from linesteps.coupons.period import expires_at
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity

#: What stands for a code where none is taken: in previews, tests and trials.
SAMPLE_CODE = "SAMPLE-1234"


class Refusal(StrEnum):
    """Why somebody gets no coupon."""

    #: Every code of the list is given.
    NO_CODE = "no_code"
    #: It was closed, deleted, or its time has passed.
    COUPON_OVER = "coupon_over"
    #: It is given once, and the friend has used theirs or let it expire.
    COUPON_HAD = "coupon_had"


class Wish(NamedTuple):
    """One friend who shall get a coupon by one send."""

    follower_id: int
    #: The run and the step: the same send never takes a second code.
    run: str
    scenario_id: int | None
    step_id: str
    #: When the friend has it (aware); the days of validity count from here.
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a friend got: the ticket's id (0 in a trial), the code, and until when."""

    coupon: OwnCoupon
    pk: int
    code: str
    expires_at: datetime


#: By coupon, follower and run.
Given = dict[tuple[int, int, str], Ticket | Refusal]


def allocate(wishes: Mapping[int, Sequence[Wish]], moment: datetime, *, is_trial: bool = False) -> Given:
    """Give each coupon to those who wish it, in the caller's transaction.

    Args:
        wishes: by the coupon's id; who comes first in a list is served first.
        moment: now (aware).
        is_trial: whether nothing counts: tickets have a sample code and no code is taken.
    """
    coupons = OwnCoupon.objects.select_related("account").in_bulk(list(wishes))
    given: Given = {}
    # In the order of ids, so that two workers never wait for each other crosswise.
    for coupon_id in sorted(wishes):
        coupon = coupons.get(coupon_id)
        if coupon is None or coupon.is_over:
            given |= {(coupon_id, one.follower_id, one.run): Refusal.COUPON_OVER for one in wishes[coupon_id]}
        else:
            given |= _Giving(coupon, moment, is_trial).give(wishes[coupon_id])
    failpoint("coupons.after_allocate")
    return given


#: A follower and a receipt.
_Key = tuple[int, str]


class _Giving:
    """One coupon on its way to many."""

    def __init__(self, coupon: OwnCoupon, moment: datetime, is_trial: bool) -> None:
        self.coupon = coupon
        self.moment = moment
        self.is_trial = is_trial

    def give(self, wishes: Sequence[Wish]) -> Given:
        keys = [self._key(wish) for wish in wishes]
        # The first wish of each key, in order.
        wanted = dict(reversed(list(zip(keys, wishes, strict=True))))
        known = self._known(wanted)
        fresh = {key: wanted[key] for key in dict.fromkeys(keys) if key not in known}
        mine = self._write(fresh) if fresh else {}
        given: Given = {}
        for key, wish in zip(keys, wishes, strict=True):
            place = (self.coupon.pk, wish.follower_id, wish.run)
            if key in known:
                given[place] = self._again(known[key])
            else:
                given[place] = self._ticket(mine[key]) if key in mine else Refusal.NO_CODE
        return given

    def _key(self, wish: Wish) -> _Key:
        is_once = self.coupon.receipts == OwnCoupon.Receipts.ONCE
        return wish.follower_id, "" if is_once else wish.run

    def _known(self, keys: Mapping[_Key, Wish]) -> dict[_Key, CouponTicket]:
        rows = CouponTicket.objects.filter(
            bulk.among("follower_id", list({follower_id for follower_id, _receipt in keys})),
            coupon=self.coupon,
        )
        found = {(row.follower_id, row.receipt): row for row in rows}
        return {key: found[key] for key in keys if key in found}

    def _write(self, wishes: Mapping[_Key, Wish]) -> dict[_Key, CouponTicket]:
        """Tickets for those for whom there is a code; also those that another worker wrote just before."""
        codes: list[tuple[int | None, str]] = self._codes(len(wishes))
        rows = [
            CouponTicket(
                coupon=self.coupon,
                follower_id=wish.follower_id,
                receipt=receipt,
                code_id=code_id,
                code_text=text,
                received_at=wish.received_at,
                expires_at=expires_at(self.coupon, wish.received_at),
                scenario_id=wish.scenario_id,
                step_id=wish.step_id,
            )
            for ((_follower_id, receipt), wish), (code_id, text) in zip(wishes.items(), codes, strict=False)
        ]
        # In one order for all workers, as above.
        rows.sort(key=lambda row: (row.follower_id, row.receipt))
        CouponTicket.objects.bulk_create(rows, ignore_conflicts=True)
        found = self._known(
            {(row.follower_id, row.receipt): wishes[row.follower_id, row.receipt] for row in rows}
        )
        kept = {row.code_id for row in found.values()}
        # Those whose friend got the coupon from another worker meanwhile stay free.
        taken = [code_id for code_id, _text in codes if code_id is not None and code_id in kept]
        bulk.update(CouponCode, taken, {"taken_at": self.moment})
        if not self.is_trial:
            self._tell(found)
        return found

    def _tell(self, tickets: Mapping[_Key, CouponTicket]) -> None:
        """The history, and whoever starts by it; its key lets a ticket be told of once, by whichever worker."""
        rows = [tickets[key] for key in sorted(tickets)]
        about = {"coupon": self.coupon.pk, "title": self.coupon.title, "source": "scenario"}
        columns = {
            "follower_id": [row.follower_id for row in rows],
            "kind": "coupon_received",
            "at": self.moment,
            "data": [{**about, "scenario": row.scenario_id} for row in rows],
            "key": [f"coupon-{row.pk}" for row in rows],
            "handled_at": None,
        }
        bulk.insert_missing(Activity, columns, len(rows), returning="follower_id")
        doorbell.ring("drain_inbox")

    def _codes(self, count: int) -> list[tuple[int | None, str]]:
        if self.is_trial and self.coupon.codes == OwnCoupon.Codes.POOL:
            return [(None, SAMPLE_CODE)] * count
        if self.coupon.codes == OwnCoupon.Codes.COMMON:
            return [(None, self.coupon.common_code)] * count
        if self.coupon.codes == OwnCoupon.Codes.NONE:
            return [(None, "")] * count
        free = CouponCode.objects.filter(coupon=self.coupon).free()
        rows = bulk.lock(free, limit=count)
        if len(rows) < count:
            # What others hold may come back: only after them is it known that the list is at its end.
            rows = bulk.lock(free, limit=count, wait=True)
        return [(row.pk, row.text) for row in rows]

    def _again(self, row: CouponTicket) -> Ticket | Refusal:
        """A send that comes twice shows the same ticket, while that is worth anything."""
        if row.used_at is not None or row.expires_at <= self.moment:
            return Refusal.COUPON_HAD
        return self._ticket(row)

    def _ticket(self, row: CouponTicket) -> Ticket:
        return Ticket(
            coupon=self.coupon,
            pk=0 if self.is_trial else row.pk,
            code=row.code_text,
            expires_at=row.expires_at,
        )
