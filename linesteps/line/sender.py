"""Sending: many calls at once over kept-alive connections, each with one outcome.

The SDK's asynchronous client with a prepared dict and a session of our own: about a quarter of the
SDK's usual cost per push (measured, see docs/explanation/performance.md), with its host, headers
and errors. Redirects are not followed, since they would carry the token elsewhere, and an answer is
read up to a bound.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from linebot.v3.messaging import ApiException, AsyncApiClient, Configuration

from linesteps.line.outcomes import (
    Accepted,
    NotAllowed,
    QuotaReached,
    RateLimited,
    Refused,
    SendOutcome,
    Unsure,
)
from linesteps.line.pace import Pace

#: By Little's law 2,000 pushes a second at 65 ms need 130 connections; 256 leave room.
CONNECTIONS = 256
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
_ANSWER_BYTES = 64 * 1024
_PATHS = {
    "push": "/v2/bot/message/push",
    "multicast": "/v2/bot/message/multicast",
    "reply": "/v2/bot/message/reply",
}
_BAD_RECIPIENT = re.compile(r"\bto\[(\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call to make.

    Args:
        key: the caller's own name for it.
        endpoint: which of LINE's calls.
        to: LINE user ids; one for a push, up to 500 for a multicast, none for a reply.
        messages: the JSON array of message objects, exactly as it is to go out.
        retry_key: a UUID as text; unused by a reply, where LINE answers 400 to it.
        reply_token: for a reply.
    """

    key: int
    endpoint: Literal["push", "multicast", "reply"]
    to: tuple[str, ...]
    messages: str
    retry_key: str
    reply_token: str = ""


def send(base_url: str, access_token: str, calls: Sequence[Call]) -> dict[int, SendOutcome]:
    """Make all calls, some at the same time; returns an outcome for each key. Never raises for LINE's part.

    Args:
        base_url: ``Account.api_url``.
        access_token: in plain text.
        calls: any number; call it outside of database transactions.
    """
    return asyncio.run(_send_all(base_url, access_token, calls))


async def _send_all(base_url: str, access_token: str, calls: Sequence[Call]) -> dict[int, SendOutcome]:
    configuration = Configuration(host=base_url, access_token=access_token)
    client = AsyncApiClient(configuration)
    await client.rest_client.close()
    # trust_env would look up proxies in the environment at every request: 290 µs (measured).
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, trust_env=False) as session:
        client.rest_client.pool_manager = _Session(session)
        gate = asyncio.Semaphore(CONNECTIONS)
        paces = {endpoint: Pace.of(endpoint) for endpoint in {call.endpoint for call in calls}}

        async def one(call: Call) -> SendOutcome:
            async with gate:
                await paces[call.endpoint].turn()
                return await _send(client, call)

        outcomes = await asyncio.gather(*(one(call) for call in calls))
    return {call.key: outcome for call, outcome in zip(calls, outcomes, strict=True)}


async def _send(client: AsyncApiClient, call: Call) -> SendOutcome:
    headers = {"Content-Type": "application/json"}
    body: dict[str, Any] = {"messages": json.loads(call.messages)}
    if call.endpoint == "reply":
        body["replyToken"] = call.reply_token
    else:
        body["to"] = call.to[0] if call.endpoint == "push" else list(call.to)
        headers["X-Line-Retry-Key"] = call.retry_key
    try:
        answer = await client.call_api(
            _PATHS[call.endpoint], "POST", header_params=headers, body=body, response_types_map={},
            _request_timeout=TIMEOUT,
        )  # fmt: skip
    except ApiException as error:
        return _outcome_of(error)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Unsure(reason=type(error).__name__)
    except (ValueError, LookupError) as error:
        # Before anything went out: an address or a token that cannot be put into a request.
        return NotAllowed(reason=f"{type(error).__name__}: check the API address and the access token")
    return Accepted(request_id=answer.headers.get("x-line-request-id") or "")


def _outcome_of(error: ApiException) -> SendOutcome:
    """What an answer other than 2xx means (reference, “Status codes”; docs, “Retry failed API requests”)."""
    headers, text = error.headers or {}, (error.body or "")[:300]
    if error.status == 409:
        return Accepted(request_id=headers.get("x-line-accepted-request-id") or "")
    if error.status in {401, 403}:
        return NotAllowed(reason=f"{error.status}: {text}")
    if error.status == 429:
        if "monthly limit" in text:
            return QuotaReached()
        return RateLimited(retry_after_seconds=_seconds(headers.get("Retry-After")))
    if 400 <= error.status < 500:
        found = _BAD_RECIPIENT.findall(error.body or "")
        return Refused(
            reason=f"{error.status}: {text}", bad_recipients=tuple(sorted({int(i) for i in found}))
        )
    return Unsure(reason=f"{error.status}: {text}")


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


class _Session:
    """What the SDK takes for its session: follows no redirects and reads answers up to a bound."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def request(self, **options: Any) -> _Answer:
        """Make a request and read its answer while the connection is ours."""
        async with self._session.request(allow_redirects=False, **options) as answer:
            body = await answer.content.read(_ANSWER_BYTES)
            if not answer.content.at_eof():
                answer.close()
            return _Answer(answer, body)

    async def close(self) -> None:
        """The session's owner closes it."""


class _Answer:
    """An answer that was read, as the SDK wants to see it."""

    def __init__(self, answer: aiohttp.ClientResponse, body: bytes) -> None:
        self.status = answer.status
        self.reason = answer.reason
        # The SDK would decode by the stated charset and fail, after LINE's acceptance.
        self.headers = answer.headers.copy()
        self.headers.popall("Content-Type", None)
        self._body = body.decode("utf-8", "replace").encode()

    async def read(self) -> bytes:
        """The body, cut at the bound."""
        return self._body
