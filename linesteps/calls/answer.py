"""What becomes of an answer: what is kept of it, and the run that waits for it goes on."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.exceptions import ValidationError

from linesteps import clock, doorbell
from linesteps.calls.models import Call
from linesteps.fields import storable_json
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute
from linesteps.followers.property_values import value_at

logger = logging.getLogger("linesteps.calls")

#: What wakes a run that waits for an answer.
ANSWERED = "call_answered"
_DEEPEST = 12


def keep(row: Call, body: bytes) -> int:
    """Write what a call keeps of its answer; returns how many attributes. What does not fit is left as it was.

    Call it in the transaction that settles the call.
    """
    if not row.keep or row.follower.status == Follower.Status.ERASED:
        return 0
    try:
        said = storable_json(json.loads(body), _DEEPEST)
    except (ValueError, RecursionError):
        logger.warning("An answer is no JSON, so nothing of it is kept.", extra={"call": row.pk})
        return 0
    kept = 0
    for place, key in row.keep:
        value = value_at(said, place)
        if value is None or isinstance(value, list | dict):
            continue
        try:
            set_attribute(row.follower, key, _plain(value), FollowerAttribute.Source.API)
            kept += 1
        except (Attribute.DoesNotExist, ValidationError):
            # Without the value: it may be anything.
            logger.warning("A value of an answer does not fit.", extra={"call": row.pk, "attribute": key})
    return kept


def answered(row: Call) -> None:
    """Wake the run that waits for a call, now that its end is known; nothing if none does."""
    if row.enrolment_id is None:
        return
    data = {"call": row.pk, "is_taken": row.status == Call.Status.DONE}
    Activity.of(row.follower, ANSWERED, clock.now(), **data).save()
    doorbell.ring("drain_inbox")


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
