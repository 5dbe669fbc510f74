"""Marking a received coupon as used: once, whoever presses first."""

from __future__ import annotations

import hmac
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F

from linesteps import clock, doorbell
from linesteps.coupons.models import CouponTicket
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity

#: Wrong staff numbers before the page stops listening, and for how long: nobody guesses four digits so.
MOST_WRONG_PINS, DEAF_FOR = 5, timedelta(minutes=15)


class Outcome(StrEnum):
    """What came of the wish to mark a coupon as used."""

    USED = "used"
    #: Somebody was faster, perhaps the same finger.
    USED_BEFORE = "used_before"
    EXPIRED = "expired"
    #: The shop closed the coupon.
    CLOSED = "closed"
    #: The friend has blocked the account.
    BLOCKED = "blocked"
    WRONG_PIN = "wrong_pin"
    #: Too many wrong staff numbers; wait a while.
    DEAF = "deaf"


def state_of(ticket: CouponTicket) -> Outcome | None:
    """Why a coupon cannot be used now; ``None`` when it can."""
    if ticket.used_at is not None:
        return Outcome.USED_BEFORE
    if ticket.coupon.closed_at is not None:
        return Outcome.CLOSED
    if ticket.is_expired:
        return Outcome.EXPIRED
    return None if ticket.follower.is_friend else Outcome.BLOCKED


def use(
    ticket: CouponTicket, *, where: CouponTicket.Place, user: Any = None, pin: str | None = None
) -> Outcome:
    """Mark it as used, if it can be; at most one call for a ticket ever answers USED.

    Args:
        ticket: with its coupon and follower.
        where: on the friend's phone or in the admin.
        user: who is logged in, in the admin.
        pin: the staff number that was typed on the phone; ``None`` asks for none.
    """
    moment = clock.now()
    if (hindrance := state_of(ticket)) is not None:
        return hindrance
    if pin is not None and (refused := _hear_pin(ticket, pin)) is not None:
        return refused
    with transaction.atomic():
        # The condition is the lock: of two at once, one changes no row.
        rows = CouponTicket.objects.filter(pk=ticket.pk, used_at__isnull=True)
        if not rows.update(used_at=moment, used_where=where, used_by=user):
            return Outcome.USED_BEFORE
        data = {"coupon": ticket.coupon_id, "title": ticket.coupon.title, "ticket": ticket.pk}
        Activity.of(ticket.follower, "coupon_used", moment, **data).save()
        doorbell.ring("drain_inbox")
        failpoint("coupons.before_use_commit")
    return Outcome.USED


def _hear_pin(ticket: CouponTicket, pin: str) -> Outcome | None:
    if not ticket.coupon.staff_pin:
        return None
    moment = clock.now()
    if ticket.deaf_until is not None and ticket.deaf_until > moment:
        return Outcome.DEAF
    rows = CouponTicket.objects.filter(pk=ticket.pk)
    if hmac.compare_digest(pin.strip().encode(), ticket.coupon.staff_pin.encode()):
        rows.update(wrong_pins=0, deaf_until=None)
        return None
    rows.update(wrong_pins=F("wrong_pins") + 1)
    # Counted by the database, so that many tries at once do not count as one.
    if rows.filter(wrong_pins__gte=MOST_WRONG_PINS).update(wrong_pins=0, deaf_until=moment + DEAF_FOR):
        return Outcome.DEAF
    return Outcome.WRONG_PIN


def open_page(ticket: CouponTicket) -> None:
    """Remember when a person first opened it."""
    CouponTicket.objects.filter(pk=ticket.pk, opened_at__isnull=True).update(opened_at=clock.now())
