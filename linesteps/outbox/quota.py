"""Asking LINE how much of the month is used, and going on when there is room again."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.errors import ConfigurationError, SecretError
from linesteps.line.client import LineClient, Quota
from linesteps.line.outcomes import LineFault
from linesteps.outbox import month
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import SPENT, Reason

logger = logging.getLogger("linesteps.outbox")

#: LINE is asked no more often than this.
EVERY = timedelta(minutes=10)
#: Accounts asked in one go, so that a LINE that hangs does not hold the worker up for long.
AT_ONCE = 5
_PATIENCE_SECONDS = 5.0


def poll_quotas() -> int:
    """Ask LINE for the month of accounts that were not asked lately; returns how many were asked."""
    moment = clock.now()
    old = (
        Q(quota_tried_at__isnull=True) | Q(quota_tried_at__lte=moment - EVERY) | Q(quota_tried_at__gt=moment)
    )
    asked = list(
        Account.objects.filter(old, is_active=True).order_by(F("quota_tried_at").asc(nulls_first=True))[
            :AT_ONCE
        ]
    )
    for account in asked:
        _poll(account)
    return len(asked)


def _poll(account: Account) -> None:
    moment = clock.now()
    try:
        client = LineClient(account.api_url, account.access_token(), patience=_PATIENCE_SECONDS)
        quota = client.quota()
    except (LineFault, SecretError, ConfigurationError) as fault:
        logger.info("LINE did not tell the quota: %s", type(fault).__name__, extra={"account": account.pk})
        # What is known stays; it is asked again when its time has come.
        Account.objects.filter(pk=account.pk).update(quota_tried_at=moment)
        return
    remember(account, quota)


def remember(account: Account, quota: Quota) -> None:
    """Keep what LINE said of the month, on the row and on ``account``, and go on if there is room."""
    moment = clock.now()
    account.quota_limit, account.quota_used = quota.limit, quota.used
    account.quota_own = month.used(account, moment)
    account.quota_at = account.quota_tried_at = moment
    names = ("quota_limit", "quota_used", "quota_own", "quota_at", "quota_tried_at")
    # Not by save(): the secrets of the row are not ours to write.
    Account.objects.filter(pk=account.pk).update(**{name: getattr(account, name) for name in names})
    reconsider(account)


def reconsider(account: Account) -> bool:
    """Let sending go on if the month has room (again); returns whether it has.

    To be called when the month, the budget or LINE's quota has changed. What was held becomes due, the
    oldest first; an account that LINE's “monthly limit” had paused goes on.
    """
    moment = clock.now()
    with transaction.atomic():
        room = month.rooms([account], moment).get(account.pk)
        if room is not None and room.people <= 0:
            return False
        held = Dispatch.objects.filter(
            account=account, status=Dispatch.Status.NEW, reason__in=SPENT, due_at__gt=moment
        )
        count = held.update(due_at=moment)
        # When staff were told of it stays: LINE counts only about (reference, “Get number of messages sent this
        # month”), so it may refuse again and again while its count leaves room.
        resumed = Account.objects.filter(pk=account.pk, paused_reason=Reason.QUOTA).update(
            paused_at=None, paused_reason=""
        )
        if count or resumed:
            logger.info("Sending goes on: the month has room.", extra={"account": account.pk, "held": count})
            doorbell.ring("dispatch_outbox")
    return True


def resume_for_new_month() -> int:
    """Go on with accounts that LINE's limit of an earlier month had paused; returns how many."""
    moment, count = clock.now(), 0
    this = month.month_of(moment, month.LINE_ZONE)
    for account in Account.objects.filter(paused_reason=Reason.QUOTA, paused_at__isnull=False):
        if account.paused_at is not None and month.month_of(account.paused_at, month.LINE_ZONE) < this:
            count += reconsider(account)
    return count
