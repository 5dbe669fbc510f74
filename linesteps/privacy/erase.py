"""Erasing what is known of one person, for good."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from linesteps import bulk, clock
from linesteps.engine.leave import leave_all
from linesteps.engine.models import Enrolment
from linesteps.followers.erased import mark
from linesteps.followers.models import Follower
from linesteps.inbox.models import InboxEvent
from linesteps.lineaudiences.acts import leave_out
from linesteps.outbox.cancel import cancel_for, cancel_for_runs
from linesteps.outbox.reasons import Reason
from linesteps.privacy.models import Erasure
from linesteps.privacy.sends import clear_sends
from linesteps.privacy.tables import CLEARED, DELETED
from linesteps.routes.join import forget as forget_visits

logger = logging.getLogger("linesteps.privacy")

#: After how long to look again for a call that was on its way to LINE.
PAUSE = timedelta(minutes=1)
#: What of the follower's own row goes. Dates of following stay: figures count new friends by them.
_UNKNOWN: dict[str, Any] = {
    "display_name": "",
    "picture_url": "",
    "language": "",
    "os": "",
    "os_version": "",
    "last_seen_at": None,
    "profile_fetched_at": None,
    "profile_tried_at": None,
    "reply_token": "",
    "reply_token_expires_at": None,
    "is_tester": False,
}


def erase(follower_id: int, *, by: Any = None) -> Erasure:
    """End all that goes on with a person, and forget who they are; figures keep their counts.

    Runs are ended and sends that wait are cancelled. Texts, names, answers, taps' browsers, tags, attributes,
    the history and the LINE user ID go. A mark made with the site's keys remains, so that a late webhook does not
    bring the person back; adding the account anew does, as a new friend. Doing it twice changes nothing.

    Args:
        follower_id: the row's key.
        by: the user who asked, if one did.

    Raises:
        Follower.DoesNotExist: there is nobody of that key.
    """
    with transaction.atomic():
        rows = bulk.lock(Follower.objects.filter(pk=follower_id).select_related("account"), wait=True)
        if not rows:
            raise Follower.DoesNotExist
        follower = rows[0]
        moment = clock.now()
        erasure, _is_new = Erasure.objects.get_or_create(
            follower=follower, defaults={"asked_at": moment, "asked_by": by, "due_at": moment}
        )
        if follower.status != Follower.Status.ERASED:
            _end(follower)
            _forget_events(follower)
            forget_visits(follower.account_id, follower.line_user_id)
            _forget_rows(follower.pk)
            follower.line_user_id = mark(follower.account_id, follower.line_user_id)
            follower.status, follower.status_at = Follower.Status.ERASED, moment
            for name, nothing in _UNKNOWN.items():
                setattr(follower, name, nothing)
            follower.save()
        _finish(erasure)
    logger.info("The data of a friend was erased.", extra={"follower": follower_id})
    return erasure


def finish_erasures() -> int:
    """Erase what was on its way to LINE when a person was erased; returns how many persons it was done for."""
    with transaction.atomic():
        found = bulk.lock(Erasure.objects.due(clock.now()), limit=100)
        return sum(_finish(erasure) for erasure in found)


def _finish(erasure: Erasure) -> bool:
    is_left = clear_sends(erasure.follower_id)
    erasure.due_at = clock.now() + PAUSE if is_left else None
    erasure.save(update_fields=["due_at"])
    return not is_left


def _end(follower: Follower) -> None:
    leave_all(follower, Enrolment.LeftReason.ERASED)
    runs = list(Enrolment.objects.filter(follower=follower).values_list("pk", flat=True))
    cancel_for_runs(runs, reason=Reason.ERASED)
    cancel_for(follower.pk, reason=Reason.ERASED)


def _forget_events(follower: Follower) -> None:
    """What LINE told of the person; the ids stay, so that none acts again (W-14)."""
    events = InboxEvent.objects.filter(account=follower.account, line_user_id=follower.line_user_id)
    events.filter(status=InboxEvent.Status.NEW).update(
        status=InboxEvent.Status.IGNORED, reason=_("The data of this person was erased.")
    )
    events.update(payload={}, line_user_id="")


def _forget_rows(follower_id: int) -> None:
    # What LINE was told goes, too, as far as LINE lets it.
    leave_out(follower_id)
    for name in DELETED:
        apps.get_model("linesteps", name)._default_manager.filter(follower_id=follower_id).delete()
    for name, nothing in CLEARED.items():
        apps.get_model("linesteps", name)._default_manager.filter(follower_id=follower_id).update(**nothing)
    # Wagtail's log keeps the name of whatever was changed.
    log = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Follower), object_id=str(follower_id)
    )
    log.update(label="")
