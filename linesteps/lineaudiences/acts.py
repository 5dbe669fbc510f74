"""What editors and the erasing of data do to audiences: each writes down what LINE shall have, and rings."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction

from linesteps import bulk, clock, doorbell
from linesteps.lineaudiences.models import LineAudience, LineAudienceMember

#: Erasures of several people within this time are one new upload.
GATHER = timedelta(minutes=5)


def begin(row: LineAudience, *, by: Any = None) -> None:
    """Store a new, sound audience, and have it made.

    Args:
        by: the user who asked.
    """
    is_upload = row.kind == LineAudience.Kind.UPLOAD
    row.state = LineAudience.State.COLLECTING if is_upload else LineAudience.State.UPLOADING
    row.mark, row.due_at, row.created_by = new_mark(), clock.now(), by
    if not is_upload:
        row.segment = None
        row.request_id = row.narrowcast.request_id if row.narrowcast else ""
        row.made_at = clock.now()
    else:
        row.narrowcast, row.click_url = None, ""
    row.save()
    doorbell.ring("tend_audiences")


def renew(row: LineAudience, *, is_adding: bool) -> None:
    """Look again who belongs to the segment of an upload.

    Args:
        is_adding: whether new people are added to those who are in it; otherwise it is made anew with exactly those
            who belong now. LINE takes nobody out, so that is another audience at LINE, which takes the old one's
            place here.
    """
    with transaction.atomic():
        [found] = bulk.lock(LineAudience.objects.filter(pk=row.pk).order_by("pk"), wait=True)
        is_usable = found.line_id is not None and found.state == LineAudience.State.READY
        if not (is_adding and is_usable):
            LineAudienceMember.objects.filter(audience=found).delete()
            retire(found)
        found.state, found.collected_up_to, found.tries = LineAudience.State.COLLECTING, 0, 0
        found.fault, found.due_at = "", clock.now()
        found.save()
    doorbell.ring("tend_audiences")


def drop(row: LineAudience) -> None:
    """Have it deleted at LINE, and then here."""
    LineAudience.objects.filter(pk=row.pk).update(is_unwanted=True, due_at=clock.now(), tries=0)
    doorbell.ring("tend_audiences")


def leave_out(follower_id: int) -> int:
    """Take somebody out of all uploads whose data is erased; returns of how many. Call in that transaction.

    LINE takes nobody out of an audience, so each is made anew from the others, and LINE forgets the old one. Of
    those who saw or tapped something nobody here knows who they are.
    """
    held = LineAudienceMember.objects.filter(follower_id=follower_id)
    ids = list(held.values_list("audience_id", flat=True))
    rows = bulk.lock(LineAudience.objects.filter(pk__in=ids).order_by("pk"), wait=True)
    held.delete()
    moment = clock.now()
    for row in rows:
        row.cleared_at = moment
        if row.line_id is not None or row.is_asked_for:
            retire(row)
            LineAudienceMember.objects.filter(audience=row).update(is_uploaded=False)
            if row.state != LineAudience.State.COLLECTING:
                is_usable = row.state not in (LineAudience.State.FAILED, LineAudience.State.EXPIRED)
                row.state = LineAudience.State.UPLOADING if is_usable else row.state
            row.due_at = moment + GATHER
        row.save()
    return len(rows)


def retire(row: LineAudience) -> None:
    """What LINE has of it is an earlier form from now on. Does not save."""
    if row.line_id is not None:
        row.retired = [*row.retired, row.line_id]
    elif row.is_asked_for:
        # Perhaps there is one whose id never came back; its sign finds it.
        row.retired = [*row.retired, row.mark]
    row.line_id, row.line_name, row.is_asked_for, row.mark = None, "", False, new_mark()
    row.people = row.expires_at = None


def new_mark() -> str:
    """A sign that no other audience has."""
    return f"#{secrets.token_hex(3)}"
