"""Narrowcasts: taken with 202, delivered in the background, asked for by the id of their request.

Source: reference, “Send narrowcast message” and “Get narrowcast message status”.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

from linesteps import clock
from linesteps.emulator import sending
from linesteps.emulator.api import call as calls
from linesteps.emulator.api.call import Answer, Call, Refused, Route, bad_property
from linesteps.emulator.api.messages import check, refuse_repeated
from linesteps.emulator.background import SENDS, TOLD_FOR, WAITS, Narrowcast
from linesteps.emulator.narrowcasting import (
    FEWEST,
    FEWEST_IN_REACH,
    Means,
    Recipients,
    Unsound,
    read_demographic,
)
from linesteps.emulator.records import RetryKey

_DESCRIPTIONS = {
    1: "An internal error occurred.",
    2: "An error occurred because there weren't enough recipients.",
    4: "An audience of less than 50 recipients is included as a condition of sending.",
    5: "Message delivery has been canceled to prevent messages from being delivered only to a subset of the "
    "target audience.",
}


async def narrowcast(call: Call) -> Answer:
    """Send to those whom audiences and attributes mean."""
    body, now = call.body(), clock.now()
    check(call, body.get("messages"))
    refuse_repeated(call)
    friends = call.platform.friends(call.account)
    recipients = Recipients(call.platform, call.account, now)
    means, has_attributes = _asked(recipients, body, now)
    most, is_up_to_quota, is_all_or_none = _limit(body)
    if has_attributes and len(friends) < FEWEST_IN_REACH:
        raise Refused(403, "Access to this API is not available for your account")
    people = [one.user_id for one in friends if means(one)]
    left = _left(call)
    if left is not None and left <= 0:
        raise Refused(429, calls.MONTHLY_LIMIT)
    error = 0
    if recipients.has_too_small:
        error = 4
    elif (has_attributes or recipients.is_protected) and len(people) < FEWEST:
        error = 2
    else:
        # The target reach is reserved, however few are meant; a limit lowers that.
        reserved = min(len(friends), most or len(friends))
        if left is not None and reserved > left:
            if not is_up_to_quota:
                error = 1
            elif is_all_or_none and len(people) > left:
                error = 5
            most = min(most or left, left)
        if most is not None and len(people) > most:
            people = random.sample(people, most)
    _take(call, body, people, error, now)
    return Answer(status=202)


async def progress(call: Call) -> Answer:
    """How far it has come, for 14 days."""
    found = call.platform.narrowcasts.get(call.request.query.get("requestId", ""))
    now = clock.now()
    if found is None or found.channel_id != call.account.channel_id or now - found.accepted_at >= TOLD_FOR:
        raise Refused(404, "Not found")
    phase = found.phase(now)
    data: dict[str, Any] = {"phase": phase, "acceptedTime": _moment(found.accepted_at)}
    if phase == "failed":
        data |= {"errorCode": found.error, "failedDescription": _DESCRIPTIONS[found.error]}
        data["completedTime"] = _moment(found.accepted_at + WAITS)
    if phase == "succeeded":
        data |= {"successCount": found.reached, "failureCount": 0, "targetCount": found.reached}
        data["completedTime"] = _moment(found.accepted_at + SENDS)
    return Answer(data=data)


def _asked(recipients: Recipients, body: dict[str, Any], now: datetime) -> tuple[Means, bool]:
    """Who is meant, and whether attributes are asked for."""
    questions: list[Means] = []
    demographic = (body.get("filter") or {}).get("demographic")
    try:
        if body.get("recipient") is not None:
            questions.append(recipients.read(body["recipient"]))
        if demographic is not None:
            questions.append(read_demographic(demographic, now))
    except Unsound as fault:
        raise bad_property(str(fault)) from None
    return lambda person: all(one(person) for one in questions), demographic is not None


def _limit(body: dict[str, Any]) -> tuple[int | None, bool, bool]:
    limit = body.get("limit") or {}
    most = limit.get("max")
    if most is not None and (not isinstance(most, int) or most < 1):
        raise bad_property("limit.max")
    is_up_to_quota, is_all_or_none = (
        bool(limit.get("upToRemainingQuota")),
        bool(limit.get("forbidPartialDelivery")),
    )
    if is_all_or_none and not is_up_to_quota:
        raise bad_property("limit.forbidPartialDelivery")
    return most, is_up_to_quota, is_all_or_none


def _left(call: Call) -> int | None:
    quota = call.account.quota
    return None if quota is None else quota - call.platform.used_this_month(call.account)


def _take(call: Call, body: dict[str, Any], people: list[str], error: int, now: datetime) -> None:
    row = Narrowcast(
        channel_id=call.account.channel_id, request_id=call.request_id, accepted_at=now, error=error
    )
    call.platform.narrowcasts[call.request_id] = row
    if error:
        if call.retry_key:
            key = (call.account.channel_id, call.retry_key.lower())
            call.platform.retry_keys[key] = RetryKey(
                accepted_at=now, request_id=call.request_id, sent_messages=[]
            )
        call.platform.touch()
        return
    sending.accept(
        call.platform,
        call.account,
        endpoint="narrowcast",
        asked=(),
        to=people,
        messages=body["messages"],
        request_id=call.request_id,
        retry_key=call.retry_key,
    )
    row.reached = len(call.platform.ledger.by_request[call.request_id].reached)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


ROUTES = [
    Route(
        method="POST",
        path="/v2/bot/message/narrowcast",
        endpoint="narrowcast",
        handler=narrowcast,
        takes_retry_key=True,
    ),
    Route(
        method="GET",
        path="/v2/bot/message/progress/narrowcast",
        endpoint="narrowcast_progress",
        handler=progress,
    ),
]
