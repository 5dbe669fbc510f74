"""The account itself: bot info, quota, delivery counts, webhook endpoint."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from linesteps import clock
from linesteps.emulator.api.call import Answer, Call, Handler, Refused, Route, bad_body
from linesteps.emulator.platform import LOOPBACK_HOSTS
from linesteps.emulator.webhooks import build_webhook, post

MAX_ENDPOINT_URL = 500


async def bot_info(call: Call) -> Answer:
    """Who the account is."""
    account = call.account
    data = {
        "userId": account.bot_user_id,
        "basicId": account.basic_id,
        "displayName": account.name,
        "chatMode": account.chat_mode,
        "markAsReadMode": "manual" if account.chat_mode == "chat" else "auto",
    }
    if account.picture_url:
        data["pictureUrl"] = account.picture_url
    return Answer(data=data)


async def quota(call: Call) -> Answer:
    """The month's limit."""
    if call.account.quota is None:
        return Answer(data={"type": "none"})
    return Answer(data={"type": "limited", "value": call.account.quota})


async def consumption(call: Call) -> Answer:
    """What was used of it; exact here, approximate at LINE."""
    return Answer(data={"totalUsage": call.platform.used_this_month(call.account)})


def delivery_count(endpoint: str) -> Handler:
    """The handler for messages sent by ``endpoint`` on a day (UTC+9), ready on the next day."""

    async def handler(call: Call) -> Answer:
        date = call.request.query.get("date", "")
        if not re.fullmatch(r"\d{8}", date):
            details = [{"message": "Must be in the form yyyyMMdd", "property": "date"}]
            raise Refused(400, "The request has 1 error(s)", details=details)
        if date >= _day(clock.now()):
            return Answer(data={"status": "unready"})
        sends = [
            send
            for send in call.platform.ledger.sends
            if send.endpoint == endpoint
            and send.channel_id == call.account.channel_id
            and _day(send.at) == date
        ]
        return Answer(data={"status": "ready", "success": sum(len(send.reached) for send in sends)})

    return handler


async def get_endpoint(call: Call) -> Answer:
    """The webhook URL and whether it is in use."""
    if call.account.webhook_url is None:
        raise Refused(404, "Webhook endpoint not found")
    return Answer(data={"endpoint": call.account.webhook_url, "active": call.account.webhook_active})


async def set_endpoint(call: Call) -> Answer:
    """Set the webhook URL: https, but http on loopback is fine here."""
    call.account.webhook_url = _endpoint(call.body().get("endpoint"))
    call.platform.touch()
    return Answer()


async def test_endpoint(call: Call) -> Answer:
    """POST a signed body without events to the endpoint and report what came back."""
    wanted = call.body().get("endpoint") if call.raw else None
    url = _endpoint(wanted) if wanted else call.account.webhook_url
    if url is None:
        raise Refused(404, "Webhook endpoint not found")
    status, reason, detail = await post(build_webhook(call.account, []), url)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    success = 200 <= status < 300
    data = {"success": success, "timestamp": at, "statusCode": status, "reason": reason, "detail": detail}
    return Answer(data=data)


def _endpoint(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > MAX_ENDPOINT_URL:
        wording = f"Length must be between 0 and {MAX_ENDPOINT_URL}"
        raise bad_body([{"message": wording, "property": "endpoint"}])
    parts = urlsplit(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS):
        raise Refused(400, "Invalid webhook endpoint URL")
    return value


def _day(at: datetime) -> str:
    return (at.astimezone(UTC) + timedelta(hours=9)).strftime("%Y%m%d")


ROUTES = [
    Route(method="GET", path="/v2/bot/info", endpoint="bot_info", handler=bot_info),
    Route(method="GET", path="/v2/bot/message/quota", endpoint="quota", handler=quota),
    Route(
        method="GET", path="/v2/bot/message/quota/consumption", endpoint="consumption", handler=consumption
    ),
    *(
        Route(
            method="GET",
            path=f"/v2/bot/message/delivery/{name}",
            endpoint="delivery",
            handler=delivery_count(name),
        )
        for name in ("push", "reply", "multicast", "broadcast")
    ),
    Route(
        method="GET",
        path="/v2/bot/channel/webhook/endpoint",
        endpoint="webhook_endpoint",
        handler=get_endpoint,
    ),
    Route(
        method="PUT",
        path="/v2/bot/channel/webhook/endpoint",
        endpoint="webhook_endpoint",
        handler=set_endpoint,
    ),
    Route(method="POST", path="/v2/bot/channel/webhook/test", endpoint="webhook_test", handler=test_endpoint),
]
