"""Taking a report: once for each id of the sender's, and nothing that was signed is lost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from linesteps import clock
from linesteps.failpoints import failpoint
from linesteps.followers.events import is_event_name, track
from linesteps.followers.models import Follower
from linesteps.followers.property_values import value_at
from linesteps.hooks.fields import read, text_at
from linesteps.hooks.models import Received, ReceivingAddress
from linesteps.hooks.persons import persons
from linesteps.hooks.reasons import Reason

#: Refusals of one address that are kept; whoever sends more of them tells nothing new.
MOST_REFUSALS = 200
_OTHER = re.compile(r"[^a-z0-9_.]+")


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a report says by the address's rules.

    Args:
        reason: why it cannot be taken; ``None`` if it can.
        detail: what the reason is about.
        follower: of whom it speaks, if that is known.
        event: what happened.
        properties: what is kept of it.
    """

    reason: Reason | None = None
    detail: str = ""
    follower: Follower | None = None
    event: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)


def understand(address: ReceivingAddress, report: Mapping[str, Any]) -> Meaning:
    """What a report means here; nothing is written."""
    if not address.is_ready:
        return Meaning(reason=Reason.NOT_SET_UP)
    event = address.event_name
    if not event:
        told = text_at(report, address.event_field)
        if not told:
            return Meaning(reason=Reason.NO_EVENT, detail=address.event_field)
        event = event_name_of(told)
        if not is_event_name(event):
            return Meaning(reason=Reason.BAD_EVENT, detail=told[:200])
    kept = {name: value_at(report, path) for name, path in address.properties}
    known: dict[str, Any] = {
        "event": event,
        "properties": {name: one for name, one in kept.items() if one is not None},
    }
    said = text_at(report, address.person_field)
    if not said:
        return Meaning(reason=Reason.NO_PERSON, detail=address.person_field, **known)
    found = persons(address, said)
    if len(found) == 1:
        return Meaning(follower=found[0], **known)
    reason = Reason.SEVERAL_PERSONS if found else Reason.UNKNOWN_PERSON
    return Meaning(reason=reason, detail=said[:200], **known)


def event_name_of(told: str) -> str:
    """What another system calls an event as we may call it: “Order Paid” and “order/paid” are ``order_paid``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", told)
    return _OTHER.sub("_", spaced.lower()).strip("_")[:60]


def take(address: ReceivingAddress, event_id: str, body: bytes) -> Received:
    """Take a signed report, or keep it with the reason; what was taken before changes nothing.

    Args:
        address: where it came in.
        event_id: the sender's id of it, at most 100 characters.
        body: what was signed.

    Raises:
        NotRead: it is no report.
    """
    report = read(body)
    with transaction.atomic():
        # Two at once with one id: the second waits here, and finds it taken.
        row, is_new = Received.objects.get_or_create(
            address=address,
            event_id=event_id,
            defaults={"status": Received.Status.KEPT, "received_at": clock.now()},
        )
        row = Received.objects.select_for_update(no_key=True).get(pk=row.pk)
        if not is_new:
            row.times += 1
        if row.status != Received.Status.TAKEN:
            row.body = body.decode("utf-8", "replace").replace("\0", "")
            _judge(address, row, report)
        row.save()
        failpoint("hooks.before_commit")
    return row


def take_again(row: Received) -> Received:
    """Look at a report that was kept once more, by the address's rules of now."""
    with transaction.atomic():
        found = Received.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        if found.status == Received.Status.KEPT and found.body:
            _judge(found.address, found, read(found.body.encode()))
            found.save()
    return found


def note_refused(address: ReceivingAddress, reason: Reason) -> None:
    """Write down that something was refused, without anything of what it said."""
    row = Received.objects.create(
        address=address, status=Received.Status.REFUSED, reason=reason.value, received_at=clock.now()
    )
    if row.pk % 20 == 0:
        rows = Received.objects.filter(address=address, status=Received.Status.REFUSED).order_by("-pk")
        last = rows.values_list("pk", flat=True)[MOST_REFUSALS : MOST_REFUSALS + 1]
        if last:
            rows.filter(pk__lte=last[0]).delete()


def _judge(address: ReceivingAddress, row: Received, report: Mapping[str, Any]) -> None:
    meaning = understand(address, report)
    reason, detail = meaning.reason, meaning.detail
    row.event_name, row.follower = meaning.event, meaning.follower
    if meaning.follower is not None and reason is None:
        try:
            # The key keeps it apart for ever, even when this row has been deleted for its age.
            track(
                meaning.follower,
                meaning.event,
                meaning.properties,
                key=_key(address, row.event_id),
                source="hook",
            )
        except ValidationError as error:
            reason, detail = Reason.BAD_PROPERTIES, str(error.code or "")
    row.reason, row.detail = (reason or "", detail[:200])
    if reason is None:
        row.status, row.body = Received.Status.TAKEN, ""


def _key(address: ReceivingAddress, event_id: str) -> str:
    return f"hook-{address.pk}-{hashlib.sha256(event_id.encode()).hexdigest()[:40]}"
