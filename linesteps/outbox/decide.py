"""A person's decision about a send of which nobody knows whether LINE took it."""

from __future__ import annotations

import uuid

from django.db import transaction

from linesteps import clock, doorbell
from linesteps.outbox import month
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.outbox.told import tell_ends


def send_again(dispatch: Dispatch) -> bool:
    """Send it once more under a new key: the friend may get it twice. False if it is unclear no more."""
    moment = clock.now()
    with transaction.atomic():
        row = _unclear(dispatch)
        if row is None:
            return False
        row.status, row.due_at, row.reason, row.settled_at = Dispatch.Status.NEW, moment, "", None
        row.retry_key, row.first_tried_at, row.tries, row.reply_token = uuid.uuid4(), None, 0, ""
        if row.endpoint == Dispatch.Endpoint.REPLY:
            row.endpoint = Dispatch.Endpoint.PUSH
        # The step's own time is over by now, and somebody has just decided otherwise.
        row.expires_at = None
        month.release([row], moment)
        row.save()
        doorbell.ring("dispatch_outbox")
    return True


def give_up(dispatch: Dispatch) -> bool:
    """Never send it again. False if it is unclear no more."""
    with transaction.atomic():
        row = _unclear(dispatch)
        if row is None:
            return False
        row.status, row.reason, row.settled_at = Dispatch.Status.CANCELLED, Reason.GIVEN_UP, clock.now()
        row.save(update_fields=["status", "reason", "settled_at"])
        tell_ends([row])
    return True


def _unclear(dispatch: Dispatch) -> Dispatch | None:
    rows = Dispatch.objects.select_for_update(of=("self",), no_key=True).select_related("account")
    return rows.filter(pk=dispatch.pk, status=Dispatch.Status.UNCLEAR).first()
