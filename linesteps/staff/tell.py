"""Sending e-mails to staff: claim, mail server, settle; never a transaction open while the server is asked."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction

from linesteps import bulk, clock
from linesteps.staff.models import StaffNotice

logger = logging.getLogger("linesteps.staff")

#: How often a mail server that refuses is asked, and the pause before the second time; doubled each time.
TRIES, FIRST_PAUSE = 5, timedelta(minutes=2)
#: Whoever sends for so long is dead.
LOST_AFTER = timedelta(minutes=10)
_BATCH = 20


def tell_staff() -> int:
    """Send one batch of notices that are due; returns how many were tried.

    At most once: a notice whose sender died is never sent again, since it may have arrived. One that the mail
    server refused is tried again, five times in half an hour.
    """
    lost = StaffNotice.objects.filter(
        status=StaffNotice.Status.SENDING, tried_at__lt=clock.real_now() - LOST_AFTER
    )
    lost.update(status=StaffNotice.Status.UNCLEAR)
    with transaction.atomic():
        rows = bulk.lock(
            StaffNotice.objects.due(clock.now()).select_related("follower__account"), limit=_BATCH
        )
        for row in rows:
            row.status, row.tries, row.tried_at = StaffNotice.Status.SENDING, row.tries + 1, clock.real_now()
            row.save(update_fields=["status", "tries", "tried_at"])
    for row in rows:
        _send(row)
    return len(rows)


def _send(row: StaffNotice) -> None:
    to = row.recipients or row.follower.account.told
    try:
        if to:
            send_mail(" ".join(row.subject.split()), row.text, None, to)
    except (SMTPException, OSError, ValueError):
        logger.exception("An e-mail to staff could not be sent.", extra={"notice": row.pk})
        is_last = row.tries >= TRIES
        row.status = StaffNotice.Status.FAILED if is_last else StaffNotice.Status.NEW
        row.due_at = clock.now() + FIRST_PAUSE * 2 ** (row.tries - 1)
    else:
        # Without any address there is nobody left to be told.
        row.status = StaffNotice.Status.SENT if to else StaffNotice.Status.FAILED
    row.save(update_fields=["status", "due_at"])
