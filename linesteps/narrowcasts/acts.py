"""What editors do with a narrowcast: plan it, and take it back while it waits."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from linesteps import bulk, clock, doorbell
from linesteps.errors import LinestepsError
from linesteps.narrowcasts.models import Narrowcast
from linesteps.narrowcasts.problems import outlook_of


class CannotSend(LinestepsError):
    """It cannot be sent like that; the message says why, in the editor's language."""


def plan(narrowcast: Narrowcast, *, by: Any) -> None:
    """Let it go out at its time, or at once; two presses plan it once.

    Args:
        by: the user who pressed.

    Raises:
        CannotSend: something must be mended first, or it is no draft any more.
    """
    if errors := outlook_of(narrowcast).errors:
        raise CannotSend(" ".join(errors))
    with transaction.atomic():
        rows = bulk.lock(
            Narrowcast.objects.filter(pk=narrowcast.pk, state=Narrowcast.State.DRAFT).order_by("pk"),
            wait=True,
        )
        if not rows:
            raise CannotSend(_("Somebody has sent or planned it already."))
        [row] = rows
        moment = clock.now()
        row.state, row.sent_by = Narrowcast.State.SCHEDULED, by
        row.due_at = max(row.send_at or moment, moment)
        row.fault, row.tries = "", 0
        row.save()
        log(instance=row, action="linesteps.send_narrowcast", user=by, data={"at": row.due_at.isoformat()})
    doorbell.ring("send_narrowcasts")


def take_back(narrowcast: Narrowcast, *, by: Any) -> bool:
    """Make a planned one a draft again; False when it is too late: once LINE has it, nothing recalls it."""
    with transaction.atomic():
        rows = Narrowcast.objects.filter(pk=narrowcast.pk, state=Narrowcast.State.SCHEDULED)
        is_done = bool(rows.update(state=Narrowcast.State.DRAFT, due_at=None, fault=""))
        if is_done:
            log(instance=narrowcast, action="linesteps.take_back_narrowcast", user=by)
    return is_done
