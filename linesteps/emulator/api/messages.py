"""push, reply, multicast, narrowcast, broadcast and their validate twins.

Source: Messaging API reference, "Message"; docs, "Retrying a failed API request".
"""

from __future__ import annotations

import re
from typing import Any

from linesteps.emulator import sending
from linesteps.emulator.api import call as calls
from linesteps.emulator.api.call import Answer, Call, Handler, Refused, Route, bad_body, bad_property
from linesteps.emulator.identity import is_chat_id, is_user_id
from linesteps.line.limits import check_messages

MAX_MULTICAST = 500
_UNIT = re.compile(r"[a-zA-Z0-9_]{1,30}")


async def push(call: Call) -> Answer:
    """Send to one person: 200 also when it reaches nobody."""
    body = call.body()
    if not is_chat_id(body.get("to")):
        raise bad_property("to")
    return _send(call, body, [body["to"]])


async def multicast(call: Call) -> Answer:
    """Send to up to 500 people; one malformed id refuses the send for all of them."""
    body = call.body()
    to = body.get("to")
    if not isinstance(to, list) or not 1 <= len(to) <= MAX_MULTICAST:
        raise bad_body([{"message": f"Size must be between 1 and {MAX_MULTICAST}", "property": "to"}])
    for index, user_id in enumerate(to):
        if not is_user_id(user_id):
            raise bad_property(f"to[{index}]")
    return _send(call, body, to)


async def broadcast(call: Call) -> Answer:
    """Send to all friends."""
    return _send(call, call.body(), [])


async def narrowcast(call: Call) -> Answer:
    """Send to all friends: recipients, filters and limits are taken but have no effect here."""
    answer = _send(call, call.body(), [])
    answer.status = 202
    return answer


async def narrowcast_progress(call: Call) -> Answer:
    """A narrowcast is done at once here."""
    request_id = call.request.query.get("requestId", "")
    for send in call.platform.ledger.sends:
        if send.request_id == request_id and send.endpoint == "narrowcast":
            count = len(send.reached)
            at = send.at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
            times = {"acceptedTime": at, "completedTime": at}
            return Answer(
                data={
                    "phase": "succeeded",
                    "successCount": count,
                    "failureCount": 0,
                    "targetCount": count,
                    **times,
                }
            )
    raise Refused(404, "Not found")


async def reply(call: Call) -> Answer:
    """Answer an event: once, within a minute, free of charge."""
    body = call.body()
    _check(call, body.get("messages"))
    token = body.get("replyToken")
    found = sending.take_reply_token(call.platform, call.account, token if isinstance(token, str) else "")
    if found is None:
        raise Refused(400, "Invalid reply token")
    sent = sending.accept(
        call.platform,
        call.account,
        endpoint="reply",
        asked=[found.user_id],
        messages=body["messages"],
        request_id=call.request_id,
    )
    return Answer(data={"sentMessages": sent})


def validate(endpoint: str) -> Handler:
    """The handler that checks ``messages`` as ``endpoint`` would, and nothing else."""

    async def handler(call: Call) -> Answer:
        _check(call, call.body().get("messages"), endpoint)
        return Answer()

    return handler


def _send(call: Call, body: dict[str, Any], asked: list[str]) -> Answer:
    key = call.retry_key
    if key and not sending.is_retry_key(key):
        raise Refused(400, "The retry key is invalid. Specify a UUID in hexadecimal format.")
    _check(call, body.get("messages"))
    units = _units(body)
    earlier = sending.earlier_acceptance(call.platform, call.account, key) if key else None
    if earlier is not None:
        raise Refused(
            409,
            calls.RETRY_KEY_ACCEPTED,
            headers={"x-line-accepted-request-id": earlier.request_id},
            extra={"sentMessages": earlier.sent_messages} if earlier.sent_messages else None,
        )
    try:
        sent = sending.accept(
            call.platform,
            call.account,
            endpoint=call.endpoint,
            asked=asked,
            messages=body["messages"],
            request_id=call.request_id,
            retry_key=key,
            units=units,
        )
    except sending.QuotaReached:
        raise Refused(429, calls.MONTHLY_LIMIT) from None
    return Answer(data={"sentMessages": sent} if call.endpoint == "push" else {})


def _units(body: dict[str, Any]) -> list[str]:
    units = body.get("customAggregationUnits")
    if units is None:
        return []
    if not isinstance(units, list) or len(units) > 1:
        raise bad_body([{"message": "Size must be between 0 and 1", "property": "customAggregationUnits"}])
    for index, unit in enumerate(units):
        if not isinstance(unit, str) or not _UNIT.fullmatch(unit):
            place = f"customAggregationUnits[{index}]"
            raise bad_body([{"message": "Must match the pattern ^[a-zA-Z0-9_]{1,30}$", "property": place}])
    return units


def _check(call: Call, messages: Any, endpoint: str | None = None) -> None:
    found = check_messages(messages, endpoint=endpoint or call.endpoint, http_hosts=call.platform.http_hosts)
    details = [{"message": violation.message, "property": violation.property} for violation in found]
    if not details:
        known = call.platform.coupons[call.account.channel_id]
        for index, message in enumerate(messages):
            if message["type"] == "coupon" and message["couponId"] not in known:
                place = f"messages[{index}].couponId"
                details.append({"message": "The coupon does not exist", "property": place})
    if details:
        raise bad_body(details)


ROUTES = [
    Route(method="POST", path="/v2/bot/message/push", endpoint="push", handler=push, takes_retry_key=True),
    Route(
        method="POST",
        path="/v2/bot/message/multicast",
        endpoint="multicast",
        handler=multicast,
        takes_retry_key=True,
    ),
    Route(
        method="POST",
        path="/v2/bot/message/broadcast",
        endpoint="broadcast",
        handler=broadcast,
        takes_retry_key=True,
    ),
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
        handler=narrowcast_progress,
    ),
    Route(method="POST", path="/v2/bot/message/reply", endpoint="reply", handler=reply),
    *(
        Route(
            method="POST",
            path=f"/v2/bot/message/validate/{name}",
            endpoint="validate",
            handler=validate(name),
        )
        for name in ("push", "reply", "multicast", "narrowcast", "broadcast")
    ),
]
