"""Signs that a message was seen, beside taps: the tracked image, and quotes. And the image's signed address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.urls import reverse

from linesteps import bulk, clock, conf, doorbell
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.seal import Seal
from linesteps.tracking.models import Sighting

#: Enrolment and the number of the visit that sent it, as unsigned 64-bit numbers.
_SEAL = Seal("linesteps view token", ">QQ")
#: The kind of the activity that tells of a new sign, for whatever waits for it.
ACTIVITY = "message_seen"


def image_address(enrolment_id: int, seq: int) -> str:
    """Where a phone loads the image of one send; 43 signed characters, nothing of the person in them."""
    return conf.public_base_url() + reverse("linesteps:view_image", args=[_SEAL.write(enrolment_id, seq)])


def read_image_token(token: str) -> tuple[int, int] | None:
    """Enrolment and visit of an address, or ``None`` when no key of ours signed it."""
    parts = _SEAL.read(token)
    return (parts[0], parts[1]) if parts else None


def image_loaded(enrolment_id: int, seq: int) -> bool:
    """Note that a phone loaded the image of a send; returns whether that is new.

    Nothing is kept of the phone itself. Erased people, and sends that nobody knows (any more), are passed over.
    """
    visit = (
        _visits().filter(enrolment_id=enrolment_id, seq=seq).exclude(follower__status=Follower.Status.ERASED)
    )
    return _note(visit.select_related("follower").first(), Sighting.Source.IMAGE, clock.now())


def quoted(follower: Follower, message_id: str, at: datetime) -> str:
    """Note that somebody quoted a message of ours; returns the step that sent it, empty if none of ours did.

    LINE tells the ids of pushed messages and replies only (reference, “Send push message”, ``sentMessages``):
    one that was sent to many at once cannot be known by them.
    """
    if not message_id.isdecimal():
        return ""
    visit = _visits().filter(
        follower=follower, dispatch__message_ids__contains=f"|{message_id}|", dispatch__isnull=False
    )
    found = visit.select_related("follower").order_by("-left_at").first()
    # No activity of its own: the message itself is one, and wakes whatever waits.
    _note(found, Sighting.Source.QUOTE, at, is_told=True)
    return str(found.step_id) if found else ""


def _note(visit: Any, source: str, at: datetime, *, is_told: bool = False) -> bool:
    if visit is None:
        return False
    with transaction.atomic():
        new = bulk.insert_missing(
            Sighting,
            {
                "follower_id": [visit.follower_id],
                "scenario_id": [visit.scenario_id],
                "step_id": [visit.step_id],
                "enrolment_id": [visit.enrolment_id],
                "seq": [visit.seq],
                "source": source,
                "at": at,
            },
            1,
            returning="id",
        )
        if new and not is_told:
            activity = Activity.of(
                visit.follower,
                ACTIVITY,
                at,
                scenario=visit.scenario_id,
                step=visit.step_id,
                sign=str(source),
            )
            activity.save()
            doorbell.ring("drain_inbox")
        failpoint("tracking.before_commit")
    return bool(new)


def _visits() -> Any:
    # By name, since the engine stands above tracking in the house.
    return apps.get_model("linesteps", "StepVisit").objects.all()
