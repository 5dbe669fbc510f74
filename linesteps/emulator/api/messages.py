"""push, reply, multicast, broadcast and the validate twins of all sends.

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


async def reply(call: Call) -> Answer:
    """Answer an event: once, within a minute, free of charge."""
    body = call.body()
    check(call, body.get("messages"))
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
        check(call, call.body().get("messages"), endpoint)
        return Answer()

    return handler


def _send(call: Call, body: dict[str, Any], asked: list[str]) -> Answer:
    check(call, body.get("messages"))
    units = _units(body)
    refuse_repeated(call)
    try:
        sent = sending.accept(
            call.platform,
            call.account,
            endpoint=call.endpoint,
            asked=asked,
            messages=body["messages"],
            request_id=call.request_id,
            retry_key=call.retry_key,
            units=units,
        )
    except sending.QuotaReached:
        raise Refused(429, calls.MONTHLY_LIMIT) from None
    return Answer(data={"sentMessages": sent} if call.endpoint == "push" else {})


def refuse_repeated(call: Call) -> None:
    """Refuse a retry key that is none, and one whose send was taken before."""
    key = call.retry_key
    if key and not sending.is_retry_key(key):
        raise Refused(400, "The retry key is invalid. Specify a UUID in hexadecimal format.")
    earlier = sending.earlier_acceptance(call.platform, call.account, key) if key else None
    if earlier is not None:
        raise Refused(
            409,
            calls.RETRY_KEY_ACCEPTED,
            headers={"x-line-accepted-request-id": earlier.request_id},
            extra={"sentMessages": earlier.sent_messages} if earlier.sent_messages else None,
        )


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


def check(call: Call, messages: Any, endpoint: str | None = None) -> None:
    """Refuse messages that LINE would refuse."""
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
