"""Asking LINE how a narrowcast goes on, and later how many saw it; numbers only, never who."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import bulk, clock
from linesteps.errors import ConfigurationError, SecretError
from linesteps.line.narrowcasts import NarrowcastClient, Progress
from linesteps.line.outcomes import LineFault, LineNotFound
from linesteps.narrowcasts.models import TOLD_FOR, Narrowcast
from linesteps.narrowcasts.words import failure_in_words
from linesteps.outbox import month

logger = logging.getLogger("linesteps.narrowcasts")

#: Between two looks at one that LINE works on, at first and at most.
_FIRST, _LONGEST = timedelta(seconds=15), timedelta(minutes=15)
#: LINE's counts come once a day; 60 questions an hour for each account.
_DAILY, _AGAIN = timedelta(days=1), timedelta(hours=1)


def follow(row: Narrowcast) -> None:
    """One look, whose answer is written down; what LINE does not tell now is asked again."""
    try:
        client = NarrowcastClient(row.account.api_url, row.account.access_token())
        if row.state == Narrowcast.State.ACCEPTED:
            _progress(row, client)
        else:
            _reactions(row, client)
    except LineNotFound:
        if row.state == Narrowcast.State.ACCEPTED:
            _lost_sight(row)
        else:
            _put_off(row, _DAILY)
    except (LineFault, SecretError, ConfigurationError) as fault:
        logger.info(
            "LINE did not tell of a narrowcast: %s", type(fault).__name__, extra={"narrowcast": row.pk}
        )
        _put_off(row, _pause(row) if row.state == Narrowcast.State.ACCEPTED else _AGAIN)


def _progress(row: Narrowcast, client: NarrowcastClient) -> None:
    told = client.progress(row.request_id)
    if told.phase in ("succeeded", "failed"):
        _finish(row, told)
    elif _is_too_late(row):
        _lost_sight(row)
    else:
        _put_off(row, _pause(row))


def _finish(row: Narrowcast, told: Progress) -> None:
    moment = clock.now()
    is_done = told.phase == "succeeded"
    with transaction.atomic():
        rows = bulk.lock(
            Narrowcast.objects.filter(pk=row.pk, state=Narrowcast.State.ACCEPTED)
            .select_related("account")
            .order_by("pk"),
            wait=True,
        )
        if not rows:
            return
        [row] = rows
        row.state = Narrowcast.State.DONE if is_done else Narrowcast.State.FAILED
        row.meant, row.reached, row.missed = told.meant, told.reached, told.missed
        row.fault = "" if is_done else failure_in_words(told.error, told.words)[:300]
        row.finished_at, row.due_at, row.tries = moment, moment + _DAILY if is_done else None, 0
        # What was kept and not used; LINE tells how many messages count.
        used = (told.reached if told.reached is not None else row.reserved) if is_done else 0
        month.give_back(row.account, max(row.reserved - used, 0), row.first_tried_at or moment)
        month.reserve(row.account, max(used - row.reserved, 0), row.first_tried_at or moment)
        row.reserved = used
        row.save()


def _reactions(row: Narrowcast, client: NarrowcastClient) -> None:
    told, moment = client.reactions(row.request_id), clock.now()
    is_over = _is_too_late(row)
    Narrowcast.objects.filter(pk=row.pk).update(
        saw=told.saw,
        tapped=told.tapped,
        told_at=moment,
        due_at=None if is_over else moment + _DAILY,
    )


def _lost_sight(row: Narrowcast) -> None:
    text = _(
        "LINE does not say any more what became of it. Look in LINE Official Account Manager whether it was sent."
    )
    Narrowcast.objects.filter(pk=row.pk, state=Narrowcast.State.ACCEPTED).update(
        state=Narrowcast.State.UNCLEAR, fault=text, due_at=None, finished_at=clock.now()
    )


def _put_off(row: Narrowcast, pause: timedelta) -> None:
    due_at: datetime | None = clock.now() + pause
    if row.state == Narrowcast.State.DONE and _is_too_late(row):
        due_at = None
    Narrowcast.objects.filter(pk=row.pk, state=row.state).update(
        due_at=due_at, tries=min(row.tries + 1, 1000)
    )


def _pause(row: Narrowcast) -> timedelta:
    return min(_FIRST * 2 ** min(row.tries, 10), _LONGEST)


def _is_too_late(row: Narrowcast) -> bool:
    since = row.first_tried_at or row.created_at
    # A day more, since LINE's numbers of a day come on the next one.
    return clock.now() - since > TOLD_FOR + (
        timedelta(days=1) if row.state == Narrowcast.State.DONE else timedelta()
    )
