"""Events of the site or of other programs, many at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.api.idempotency import once
from linesteps.api.permissions import TRACK, account_of, demand
from linesteps.api.schemas import Body
from linesteps.followers.events import Event, Ready, keep
from linesteps.followers.models import Follower

router = Router(tags=["events"])

MOST = 500
#: What clocks may differ by; later than that is a mistake.
_AHEAD = timedelta(minutes=5)


class EventIn(Body):
    """One thing that happened to a follower."""

    line_user_id: str = Field(max_length=33, description="Of the follower to whom it happened.")
    name: str = Field(
        max_length=60, description="What happened: small letters, digits, `_` and `.`, such as `purchase`."
    )
    properties: dict[str, Any] = Field(
        default_factory=dict, description="What is known of it; 4,000 characters as JSON."
    )
    at: datetime | None = Field(default=None, description="When it happened; now if left out.")
    key: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="Names this one event: told again with the same key, it is not counted again.",
    )


class EventsIn(Body):
    """Events in the order in which they happened."""

    events: list[EventIn] = Field(min_length=1, max_length=MOST)


class EventOut(Schema):
    """What became of one event."""

    status: Literal["stored", "known", "refused"]
    detail: str = ""


class EventsOut(Schema):
    """In the order of the request."""

    results: list[EventOut]


@router.post("/accounts/{channel_id}/events", response={200: EventsOut}, summary="Tell what happened")
def tell_events(request: HttpRequest, channel_id: str, body: EventsIn) -> Status[Any]:
    """One event that cannot be kept does not keep the others out: each has its own result.

    What waits for an event goes on, and scenarios that start by it start, within seconds.
    """
    demand(request, TRACK)
    account = account_of(channel_id)
    return Status(*once(request, lambda: (200, {"results": tell(account, body.events, "api")})))


def tell(account: Account, events: list[EventIn], source: str) -> list[dict[str, str]]:
    """Keep each event that can be kept; what became of each, in their order."""
    ids = {event.line_user_id for event in events}
    known = {
        one.line_user_id: one
        for one in Follower.objects.known().filter(account=account, line_user_id__in=ids)
    }
    moment = clock.now()
    looked_at = [_ready(event, known.get(event.line_user_id), source, moment) for event in events]
    with transaction.atomic():
        is_new = iter(keep([one for one in looked_at if isinstance(one, Ready)]))
    return [
        {"status": "stored" if next(is_new) else "known", "detail": ""}
        if isinstance(one, Ready)
        else {"status": "refused", "detail": one}
        for one in looked_at
    ]


def _ready(event: EventIn, follower: Follower | None, source: str, moment: datetime) -> Ready | str:
    """The event as it can be kept, or why it cannot."""
    if follower is None:
        return _("The account knows nobody with this LINE user ID.")
    at = event.at
    if at is not None and timezone.is_naive(at):
        return _("The time of an event needs a time zone, as in 2026-11-26T09:00:00+09:00.")
    if at is not None and at > moment + _AHEAD:
        return _("The event is said to happen in the future.")
    try:
        return Ready(Event(follower, event.name, event.properties, at, event.key), source, moment)
    except ValidationError as error:
        return " ".join(error.messages)
