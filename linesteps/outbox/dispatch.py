"""Sending what the outbox holds: claim (commit), call LINE, settle (commit). Never both at once."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from linesteps import bulk, clock, conf
from linesteps.accounts.models import Account
from linesteps.errors import SecretError
from linesteps.failpoints import failpoint
from linesteps.line.outcomes import NotAllowed, SendOutcome
from linesteps.line.sender import Call, send
from linesteps.outbox import month
from linesteps.outbox.guards.check import check
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.outbox.settle import KEY_LIFE, settle
from linesteps.outbox.undisturbed import undisturbed
from linesteps.scenarios.models import Scenario

logger = logging.getLogger("linesteps.outbox")

#: Dispatches claimed at once. Against a LINE that hangs, two rounds of CONNECTIONS calls must end
#: before Q_CLUSTER's timeout kills the worker and leaves replies unclear.
BATCH = 500
#: Accounts that are sent for at the same time.
ACCOUNTS_AT_ONCE = 8


def dispatch(*, limit: int = BATCH) -> int:
    """Send one batch of what is due; returns how many dispatches were claimed.

    A polite signal to end waits until LINE's answers are written down.
    """
    with undisturbed():
        return _dispatch(limit)


def _dispatch(limit: int) -> int:
    token = uuid.uuid4()
    rows = claim(token, limit=limit)
    if not rows:
        return 0
    failpoint("outbox.after_claim")
    by_account: dict[int, list[Dispatch]] = defaultdict(list)
    for row in rows:
        by_account[row.account_id].append(row)
    accounts = Account.objects.in_bulk(by_account)
    # Side by side, so that an account to which LINE answers slowly holds up no other one.
    with ThreadPoolExecutor(min(len(by_account), ACCOUNTS_AT_ONCE)) as pool:
        calls = {pool.submit(_call, accounts[pk], group): group for pk, group in by_account.items()}
        for done in as_completed(calls):
            outcomes = done.result()
            failpoint("outbox.after_send")
            # LINE's answers are known to nobody else: a reply that is not written down is unclear for ever.
            bulk.persist(partial(settle, calls[done], outcomes, token))
            failpoint("outbox.after_settle")
    return len(rows)


def claim(token: uuid.UUID, *, limit: int = BATCH, account_id: int | None = None) -> list[Dispatch]:
    """Take a lease on due dispatches that the guards let out; hold or drop the others.

    Args:
        token: names the lease; ``settle`` asks for it.
        limit: at most so many.
        account_id: only those of this account (the simulator must not touch real ones).
    """
    sending = list(Account.objects.sending().values_list("pk", flat=True))
    if account_id is not None:
        sending = [pk for pk in sending if pk == account_id]
    while True:
        looked_at, taken = _claim_some(token, limit, sending)
        # Guards may hold all of a claim while others wait behind it.
        if taken or not looked_at:
            return taken


def _claim_some(token: uuid.UUID, limit: int, account_ids: list[int]) -> tuple[int, list[Dispatch]]:
    moment = clock.now()
    until = clock.real_now() + timedelta(seconds=conf.lease_seconds())
    with transaction.atomic():
        rows = _lock_due(limit, account_ids, moment)
        tried = [row for row in rows if row.first_tried_at is not None]
        fresh = [row for row in rows if row.first_tried_at is None]
        with bulk.changes_written(rows):
            taken = [*check(fresh, moment), *(row for row in tried if _may_be_tried_again(row, moment))]
            month.charge(taken, moment)
            for row in taken:
                row.tries += 1
                row.first_tried_at = row.first_tried_at or moment
                row.status, row.claim_token, row.claimed_until = Dispatch.Status.SENDING, token, until
        failpoint("outbox.before_claim_commit")
    return len(rows), taken


def _lock_due(limit: int, account_ids: list[int], moment: datetime) -> list[Dispatch]:
    """Due dispatches with their accounts; first those whose sender died."""
    paused = list(Scenario.objects.filter(state=Scenario.State.PAUSED).values_list("pk", flat=True))
    rows: list[Dispatch] = []
    # One after the other: joined by OR, everything due would be read and sorted for each claim.
    for kind in (Dispatch.objects.orphaned(clock.real_now()), Dispatch.objects.due(moment)):
        if len(rows) == limit:
            break
        wanted = kind.filter(account_id__in=account_ids)
        if paused:
            # NULL stays in: sends that belong to no scenario.
            wanted = wanted.exclude(scenario_id__in=paused)
        rows += bulk.lock(wanted, limit=limit - len(rows))
    # One instance for each account, not one for each row.
    accounts = Account.objects.in_bulk({row.account_id for row in rows})
    for row in rows:
        row.account = accounts[row.account_id]
    return rows


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


def _call(account: Account, rows: list[Dispatch]) -> dict[int, SendOutcome]:
    calls = [
        Call(
            key=row.pk,
            endpoint=row.endpoint,  # type: ignore[arg-type]
            to=tuple(line_id for _pk, line_id in row.recipients),
            messages=row.messages,
            retry_key=str(row.retry_key),
            reply_token=row.reply_token,
        )
        for row in rows
    ]
    try:
        token = account.access_token()
    except SecretError as error:
        return {call.key: NotAllowed(reason=str(error)) for call in calls}
    return send(account.api_url, token, calls)
