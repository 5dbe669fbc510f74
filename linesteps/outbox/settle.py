"""What becomes of a dispatch after LINE's answer, or its silence."""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.failpoints import failpoint
from linesteps.line.outcomes import (
    Accepted,
    NotAllowed,
    NotTried,
    QuotaReached,
    RateLimited,
    Refused,
    SendOutcome,
    Unsure,
)
from linesteps.outbox import month
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.outbox.split import split
from linesteps.outbox.told import tell_ends

logger = logging.getLogger("linesteps.outbox")

#: LINE keeps a retry key 24 h from the first try; an hour less, for clocks that differ.
KEY_LIFE = timedelta(hours=23)
#: Waits between tries: doubled each time, from the first to at most the second.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=15)


#: Changes a row in memory by what LINE said of it at a moment.
_Rule = Callable[[Dispatch, Any, datetime], None]


_HELD = bulk.Statement(
    lambda: Dispatch.objects.select_for_update(of=("self",), no_key=True).filter(
        bulk.among("pk", bulk.slot("ids")), claim_token=bulk.key("token")
    ),
    "pk",
)


def settle(rows: list[Dispatch], outcomes: Mapping[int, SendOutcome], token: uuid.UUID) -> None:
    """Write the outcomes of a claimed batch; rows whose lease was lost are left to their new holder."""
    # One for all: a time for each row would have to be written for each.
    moment = clock.now()
    with transaction.atomic():
        held = set(_HELD.column(ids=[row.pk for row in rows], token=token))
        # Copies, so that a try which the database gave up leaves nothing behind in memory.
        mine = [_copied(row) for row in rows if row.pk in held]
        with bulk.changes_written(mine):
            for row in mine:
                row.claim_token = row.claimed_until = None
                outcome = outcomes[row.pk]
                rule: _Rule = _RULES[type(outcome)]
                rule(row, outcome, moment)
            month.release(mine, moment)
        tell_ends(mine)
        failpoint("outbox.before_settle_commit")
        _tell_of_refusals(mine)


def _copied(row: Dispatch) -> Dispatch:
    # ``copy.copy`` costs as much as writing the row (measured).
    twin = Dispatch.__new__(Dispatch)
    twin.__dict__.update(row.__dict__)
    return twin


def _accepted(row: Dispatch, outcome: Accepted, moment: datetime) -> None:
    row.status, row.settled_at, row.request_id = Dispatch.Status.ACCEPTED, moment, outcome.request_id[:100]
    if outcome.message_ids:
        row.message_ids = f"|{'|'.join(outcome.message_ids)}|"[:200]


def _refused(row: Dispatch, outcome: Refused, moment: datetime) -> None:
    """For good, with two cures: an unusable reply token becomes a push, a bad recipient is split off."""
    if row.endpoint == Dispatch.Endpoint.REPLY:
        # A 4xx to a reply says surely that nobody got it.
        _push_instead(row, outcome.reason, moment)
        return
    bad = [index for index in outcome.bad_recipients if index < len(row.recipients)]
    if row.endpoint == Dispatch.Endpoint.MULTICAST and bad and len(bad) < len(row.recipients):
        _without(row, bad, outcome.reason, moment)
        return
    row.status, row.settled_at, row.reason = Dispatch.Status.REJECTED, moment, outcome.reason[:500]


def _push_instead(row: Dispatch, reason: str, moment: datetime) -> None:
    row.endpoint, row.reply_token = Dispatch.Endpoint.PUSH, ""
    row.status, row.due_at, row.reason = Dispatch.Status.NEW, moment, f"reply: {reason}"[:500]
    row.retry_key, row.first_tried_at, row.tries = uuid.uuid4(), None, 0


def _without(row: Dispatch, bad: list[int], reason: str, moment: datetime) -> None:
    """Split the named recipients off; LINE sent to nobody, so the rest goes under a new key."""
    refused = split(row, [row.recipients[index][0] for index in bad])
    refused.status, refused.settled_at, refused.reason = Dispatch.Status.REJECTED, moment, reason[:500]
    refused.save(update_fields=["status", "settled_at", "reason"])
    tell_ends([refused])
    failpoint("outbox.after_split")
    row.status, row.due_at = Dispatch.Status.NEW, moment
    row.retry_key, row.first_tried_at, row.tries = uuid.uuid4(), None, 0
    _tell_of_refusals([refused])


def _unsure(row: Dispatch, outcome: Unsure, moment: datetime) -> None:
    row.reason = outcome.reason[:500]
    if row.endpoint == Dispatch.Endpoint.REPLY:
        # A reply has no retry key: a second one could be a double. At most once, full stop.
        row.status, row.settled_at = Dispatch.Status.UNCLEAR, moment
        return
    _again(row, moment + _pause(row.tries))


def _rate_limited(row: Dispatch, outcome: RateLimited, moment: datetime) -> None:
    row.reason = "429: too many calls"
    wait = outcome.retry_after_seconds
    if row.endpoint == Dispatch.Endpoint.REPLY:
        # Surely not taken, so it may be tried again; a try that is on record would make it unclear.
        row.first_tried_at = None
    _again(row, moment + (timedelta(seconds=min(wait, 900)) if wait is not None else _pause(row.tries)))


def _not_tried(row: Dispatch, outcome: NotTried, moment: datetime) -> None:
    """As it was before it was claimed."""
    row.tries -= 1
    if row.tries == 0:
        row.status, row.first_tried_at = Dispatch.Status.NEW, None
    else:
        row.status = Dispatch.Status.RETRY


def _quota_reached(row: Dispatch, outcome: QuotaReached, moment: datetime) -> None:
    _hold(row, Reason.QUOTA, moment)


def _not_allowed(row: Dispatch, outcome: NotAllowed, moment: datetime) -> None:
    _hold(row, outcome.reason[:200], moment)


def _hold(row: Dispatch, reason: str, moment: datetime) -> None:
    """Surely not taken this time: back to the queue, and the account pauses until somebody mends it."""
    row.reason = reason
    if row.tries == 1 or row.endpoint == Dispatch.Endpoint.REPLY:
        row.status, row.first_tried_at, row.tries = Dispatch.Status.NEW, None, 0
    else:
        # An earlier try may have been taken: the key and its life stay.
        row.status = Dispatch.Status.RETRY
    Account.objects.filter(pk=row.account_id, paused_at__isnull=True).update(
        paused_at=moment, paused_reason=reason
    )
    logger.error(
        "Account %s is paused: %s",
        row.account_id,
        reason,
        extra={"account": row.account_id, "dispatch": row.pk},
    )


def _again(row: Dispatch, at: datetime) -> None:
    row.status, row.due_at = Dispatch.Status.RETRY, at


def _pause(tries: int) -> timedelta:
    """Exponential backoff with jitter, so that many failures do not come back at once."""
    longest = min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311


_RULES: dict[type, _Rule] = {
    Accepted: _accepted,
    Refused: _refused,
    Unsure: _unsure,
    RateLimited: _rate_limited,
    QuotaReached: _quota_reached,
    NotAllowed: _not_allowed,
    NotTried: _not_tried,
}


def _tell_of_refusals(rows: list[Dispatch]) -> None:
    for row in rows:
        if row.status in {Dispatch.Status.REJECTED, Dispatch.Status.UNCLEAR}:
            logger.error(
                "Dispatch %s ended as %s: %s",
                row.pk,
                row.status,
                row.reason,
                extra={"retry_key": str(row.retry_key)},
            )
