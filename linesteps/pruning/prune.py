"""What is deleted after which time; facts that figures and conditions rest on stay."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from linesteps import clock, conf
from linesteps.calls.models import Call
from linesteps.followers.site_users import NONCE_LASTS, LinkNonce
from linesteps.hooks.models import Received
from linesteps.imports.models import FriendImport
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import Dispatch
from linesteps.routes.models import RouteVisit
from linesteps.staff.models import StaffNotice
from linesteps.tracking.models import Click
from linesteps.visits.models import PageVisit

logger = logging.getLogger("linesteps.pruning")

#: Rows of one transaction: others wait no longer than that takes.
BATCH = 1000
#: Beside the age at which a webhook has no effect, for clocks that differ.
_MARGIN = timedelta(hours=1)
_OVER = (Dispatch.Status.ACCEPTED, Dispatch.Status.REJECTED, Dispatch.Status.CANCELLED)
_NO_TEXT = "[]"


def prune(*, seconds: float | None = None) -> dict[str, int]:
    """Delete what is too old; returns how many rows of each kind.

    Args:
        seconds: stop after so long; the rest is left to the next call.
    """
    moment = clock.now()
    end = None if seconds is None else time.monotonic() + seconds
    done = {}
    for name, rows, act in _WHAT:
        done[name] = _in_batches(rows(moment), act, end)
    logger.info("Pruned.", extra={"pruned": done})
    return done


def _events(moment: datetime) -> QuerySet[InboxEvent]:
    """Events that are over. An id that could still have an effect is never forgotten (W-14)."""
    age = max(
        timedelta(days=conf.keep_events_days()), timedelta(seconds=conf.stale_after_seconds()) + _MARGIN
    )
    rows = InboxEvent.objects.exclude(status=InboxEvent.Status.NEW)
    return rows.filter(received_at__lt=moment - age, occurred_at__lt=moment - age)


def _texts(moment: datetime) -> QuerySet[Dispatch]:
    age = timedelta(days=conf.keep_texts_days())
    return Dispatch.objects.filter(status__in=_OVER, settled_at__lt=moment - age).exclude(messages=_NO_TEXT)


def _notices(moment: datetime) -> QuerySet[StaffNotice]:
    age = timedelta(days=conf.keep_texts_days())
    waiting = (StaffNotice.Status.NEW, StaffNotice.Status.SENDING)
    return StaffNotice.objects.filter(created_at__lt=moment - age).exclude(status__in=waiting)


def _nonces(moment: datetime) -> QuerySet[LinkNonce]:
    return LinkNonce.objects.filter(made_at__lt=moment - NONCE_LASTS)


def _calls(moment: datetime) -> QuerySet[Call]:
    age = timedelta(days=conf.keep_texts_days())
    return Call.objects.filter(settled_at__lt=moment - age).exclude(body="")


def _told(moment: datetime) -> QuerySet[Call]:
    """What systems were told by themselves without anything personal: only old."""
    age = timedelta(days=conf.keep_texts_days())
    return Call.objects.filter(settled_at__lt=moment - age, facts=[]).exclude(kind="")


def _user_agents(moment: datetime) -> QuerySet[Click]:
    old = Click.objects.filter(at__lt=moment - timedelta(days=conf.keep_clicks_days()))
    return old.exclude(user_agent="")


def _robots(moment: datetime) -> QuerySet[Click]:
    return Click.objects.filter(at__lt=moment - timedelta(days=conf.keep_clicks_days()), is_counted=False)


def _imports(moment: datetime) -> QuerySet[FriendImport]:
    """Files with facts of friends, and what was wrong with their lines; what they changed stays."""
    old = FriendImport.objects.filter(created_at__lt=moment - timedelta(days=conf.keep_events_days()))
    return old.exclude(state__in=(FriendImport.State.CHECKING, FriendImport.State.APPLYING))


def _reports(moment: datetime) -> QuerySet[Received]:
    """What other systems reported; the events stay, and with them that each counts once."""
    return Received.objects.old(moment - timedelta(days=conf.keep_events_days()))


def _page_visits(moment: datetime) -> QuerySet[PageVisit]:
    return PageVisit.objects.filter(at__lt=moment - timedelta(days=conf.keep_visits_days()))


def _route_visits(moment: datetime) -> QuerySet[RouteVisit]:
    """Of people who did not add the account in time. Those who are known here by another way stay known."""
    return RouteVisit.objects.expired(moment)


def _forget_visits(rows: Any) -> None:
    rows.filter(follower__isnull=True).delete()
    rows.update(line_user_id=None)


def _delete(rows: Any) -> None:
    rows.delete()


_WHAT: tuple[tuple[str, Callable[[datetime], Any], Callable[[Any], object]], ...] = (
    ("events", _events, _delete),
    ("texts", _texts, lambda rows: rows.update(messages=_NO_TEXT)),
    ("notices", _notices, _delete),
    ("nonces", _nonces, _delete),
    ("imports", _imports, _delete),
    # That something was given to a third party, and what kind of thing, stays known.
    ("calls", _calls, lambda rows: rows.update(body="")),
    ("reports", _reports, _delete),
    ("told", _told, _delete),
    ("robots", _robots, _delete),
    ("page_visits", _page_visits, _delete),
    ("route_visits", _route_visits, _forget_visits),
    ("user_agents", _user_agents, lambda rows: rows.update(user_agent="")),
)


def _in_batches(rows: Any, act: Callable[[Any], object], end: float | None) -> int:
    count, last = 0, 0
    while end is None or time.monotonic() < end:
        # By keyset: what was done is not looked at again.
        ids = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        with transaction.atomic():
            act(rows.model._default_manager.filter(pk__in=ids))
        count, last = count + len(ids), ids[-1]
    return count
