"""What every API call passes: latency, faults, access token, rate limit, size, and the ledger."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from linesteps import clock
from linesteps.emulator.api import call as calls
from linesteps.emulator.api.call import Answer, Call, Refused, Route
from linesteps.emulator.faults import Fault
from linesteps.emulator.identity import new_request_id
from linesteps.emulator.ledger import RequestSeen
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account

logger = logging.getLogger("linesteps.emulator")

_HEADERS_KEPT = ("authorization", "content-type", "user-agent", "x-line-retry-key")
_AFTER = ("500_after", "drop_after", "200_html", "200_empty")
_DROPPED = Answer(status=0, data=None)


def handler_of(platform: Platform, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """An aiohttp handler that lets calls to ``route`` pass the gate."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await pass_gate(platform, route, request)

    return handle


async def pass_gate(platform: Platform, route: Route, request: web.Request) -> web.StreamResponse:
    """Answer one request and write it into the ledger."""
    request_id = new_request_id()
    fault = platform.faults.take(route.endpoint)
    if platform.faults.latency_seconds:
        await asyncio.sleep(platform.faults.latency_seconds)
    account: Account | None = None
    raw = b""
    try:
        raw = await _read(request)
        if fault is not None and fault.fault == "hang" and not fault.options.get("after"):
            await asyncio.sleep(float(fault.options.get("seconds", 30)))
        _fail_before(fault, request_id)
        account = _authenticate(platform, request)
        if not platform.buckets.take(account.channel_id, route.endpoint):
            raise Refused(429, calls.RATE_LIMIT)
        if "X-Line-Retry-Key" in request.headers and not route.takes_retry_key:
            raise Refused(400, "X-Line-Retry-Key is not supported by this endpoint")
        call = Call(
            platform=platform,
            account=account,
            request=request,
            request_id=request_id,
            endpoint=route.endpoint,
            raw=raw,
        )
        answer = await route.handler(call)
        if fault is not None and fault.fault == "hang" and fault.options.get("after"):
            await asyncio.sleep(float(fault.options.get("seconds", 30)))
        answer = _fail_after(fault, answer)
    except Refused as refused:
        answer = refused.answer
    except _Drop:
        answer = _DROPPED
    except asyncio.CancelledError:
        _note(platform, route, request, account, raw, _DROPPED, request_id, fault)
        raise
    except Exception:
        logger.exception("The emulator itself failed", extra={"path": request.path})
        answer = Answer(status=500, data={"message": "Internal server error (of the emulator, see its log)"})
    _note(platform, route, request, account, raw, answer, request_id, fault)
    if answer is _DROPPED:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    headers = {"x-line-request-id": request_id, **answer.headers}
    return web.Response(
        status=answer.status, body=answer.payload(), content_type=answer.content_type, headers=headers
    )


class _Drop(Exception):
    """Close the connection without an answer."""


async def _read(request: web.Request) -> bytes:
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, "Request Entity Too Large") from None
    if len(raw) > calls.MAX_BODY_BYTES:
        raise Refused(413, "Request Entity Too Large")
    return raw


def _authenticate(platform: Platform, request: web.Request) -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    account = platform.account_of_token(token) if scheme == "Bearer" and token else None
    if account is None:
        raise Refused(401, calls.UNAUTHORIZED)
    return account


def _fail_before(fault: Fault | None, request_id: str) -> None:
    if fault is None:
        return
    options = fault.options
    match fault.fault:
        case "500_before":
            raise Refused(500, "Internal server error")
        case "503":
            raise Refused(503, "Service Unavailable")
        case "drop_before":
            raise _Drop
        case "409":
            accepted = {"x-line-accepted-request-id": str(options.get("accepted_request_id", request_id))}
            raise Refused(409, calls.RETRY_KEY_ACCEPTED, headers=accepted)
        case "429_rate":
            raise Refused(429, calls.RATE_LIMIT)
        case "429_quota":
            raise Refused(429, calls.MONTHLY_LIMIT)
        case "429_retry_after":
            raise Refused(429, calls.RATE_LIMIT, headers={"Retry-After": str(options.get("seconds", 1))})
        case "401":
            raise Refused(401, calls.UNAUTHORIZED)
        case "403":
            raise Refused(403, "Access to this API is not available for your account")
        case "400":
            message = str(options.get("message", "Failed to send messages"))
            raise Refused(400, message, details=options.get("details") or ())
        case "307":
            raise Refused(307, "Temporary Redirect", headers={"Location": str(options.get("url", "/"))})


def _fail_after(fault: Fault | None, answer: Answer) -> Answer:
    if fault is None or fault.fault not in _AFTER:
        return answer
    if fault.fault == "drop_after":
        raise _Drop
    if fault.fault == "500_after":
        return Answer(status=500, data={"message": "Internal server error"})
    if fault.fault == "200_html":
        return Answer(raw=b"<html><body>Gateway</body></html>", content_type="text/html")
    return Answer(raw=b"")


def _note(
    platform: Platform,
    route: Route,
    request: web.Request,
    account: Account | None,
    raw: bytes,
    answer: Answer,
    request_id: str,
    fault: Fault | None,
) -> None:
    is_text = answer.raw is None and answer is not _DROPPED
    platform.ledger.requests.append(
        RequestSeen(
            channel_id=account.channel_id if account else "",
            method=request.method,
            path=request.path,
            endpoint=route.endpoint,
            headers={
                name.lower(): value
                for name, value in request.headers.items()
                if name.lower() in _HEADERS_KEPT
            },
            body=raw,
            status=answer.status,
            answer=answer.payload()[:2000].decode() if is_text else "",
            request_id=request_id,
            fault=fault.fault if fault else "",
            at=clock.now(),
        )
    )
    platform.touch()
