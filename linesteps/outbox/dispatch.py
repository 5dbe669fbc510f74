"""Sending what the outbox holds: claim (commit), call LINE, settle (commit). Never both at once."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from functools import partial

from django.db import transaction

from linesteps import bulk, clock, conf
from linesteps.accounts.models import Account
from linesteps.errors import SecretError
from linesteps.failpoints import failpoint
from linesteps.followers.models import Follower
from linesteps.line.outcomes import NotAllowed, SendOutcome
from linesteps.line.sender import Call, send
from linesteps.outbox.models import Dispatch
from linesteps.outbox.quiet import after_quiet_hours
from linesteps.outbox.settle import KEY_LIFE, settle
from linesteps.outbox.split import split_off
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
    """Take a lease on due dispatches, and drop what may not be sent any more.

    Args:
        token: names the lease; ``settle`` asks for it.
        limit: at most so many.
        account_id: only those of this account (the simulator must not touch real ones).
    """
    moment = clock.now()
    until = clock.real_now() + timedelta(seconds=conf.lease_seconds())
    sending = list(Account.objects.sending().values_list("pk", flat=True))
    if account_id is not None:
        sending = [pk for pk in sending if pk == account_id]
    with transaction.atomic():
        due = (
            Dispatch.objects.claimable(moment, clock.real_now())
            .filter(account_id__in=sending)
            .select_related("account")
        )
        paused = list(Scenario.objects.filter(state=Scenario.State.PAUSED).values_list("pk", flat=True))
        if paused:
            # NULL stays in: sends that belong to no scenario.
            due = due.exclude(scenario_id__in=paused)
        rows = bulk.lock(due, limit=limit)
        friends = _friends_among(rows)
        taken, kept_from = [], []
        for row in rows:
            if _is_still_wanted(row, friends) and not _moved_by_quiet_hours(row):
                row.tries += 1
                row.first_tried_at = row.first_tried_at or moment
                row.status, row.claim_token, row.claimed_until = Dispatch.Status.SENDING, token, until
                taken.append(row)
            else:
                kept_from.append(row)
        Dispatch.objects.bulk_update(
            [*taken, *kept_from],
            ["status", "tries", "first_tried_at", "claim_token", "claimed_until", "recipients", "reason", "due_at",
             "settled_at"],
            batch_size=500,
        )  # fmt: skip
        failpoint("outbox.before_claim_commit")
    return taken


def _friends_among(rows: list[Dispatch]) -> set[int]:
    ids = {follower_id for row in rows for follower_id, _line_id in row.recipients}
    return set(Follower.objects.friends().filter(pk__in=ids).values_list("pk", flat=True))


def _is_still_wanted(row: Dispatch, friends: set[int]) -> bool:
    """Check recipients and the key's life once more; marks what is not to be sent."""
    moment = clock.now()
    if row.first_tried_at is not None:
        is_alive = moment - row.first_tried_at < KEY_LIFE
        if is_alive and row.endpoint != Dispatch.Endpoint.REPLY:
            return True
        # A reply whose sender died has no key to ask LINE by.
        # LINE forgets a key 24 h after its first try and would send again (docs, “Retry failed API requests”).
        row.status, row.settled_at = Dispatch.Status.UNCLEAR, moment
        row.reason = row.reason or "not known whether LINE took it"
        return False
    gone = [pair for pair in row.recipients if pair[0] not in friends]
    if len(gone) == len(row.recipients):
        row.status, row.settled_at, row.reason = Dispatch.Status.CANCELLED, moment, "blocked"
        return False
    if gone:
        split_off(row, gone, status=Dispatch.Status.CANCELLED, reason="blocked")
    return True


def _moved_by_quiet_hours(row: Dispatch) -> bool:
    """Whether the send must wait for the morning; a retry need not, since LINE may have it."""
    if row.is_prompt or row.first_tried_at is not None or row.endpoint == Dispatch.Endpoint.REPLY:
        return False
    moment = clock.now()
    row.due_at = max(row.due_at, after_quiet_hours(row.account, moment))
    return row.due_at > moment


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
