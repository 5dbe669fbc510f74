"""Signing webhooks and delivering them: once, again when asked, several at a time.

Sources: reference "Webhooks" (signature, fields); docs "Receive messages" (redelivery keeps the
event's id and reply token); partner docs (an answer is due within 2 seconds).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from linesteps import clock
from linesteps.emulator.events import redelivered
from linesteps.emulator.ledger import WebhookSeen
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account

ANSWER_WITHIN_SECONDS = 2.0
USER_AGENT = "LineBotWebhook/2.0"


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """One signed request as LINE would POST it: post ``body`` untouched, with ``headers``."""

    body: bytes
    headers: dict[str, str]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in the body."""
        found: list[dict[str, Any]] = json.loads(self.body)["events"]
        return found


def sign(secret: str, body: bytes) -> str:
    """The value of ``x-line-signature``: base64 of HMAC-SHA256 over the exact bytes."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def build_webhook(account: Account, events: Sequence[dict[str, Any]]) -> Webhook:
    """A signed request with these events, whatever is in them."""
    content = {"destination": account.bot_user_id, "events": list(events)}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Line-Signature": sign(account.channel_secret, body),
        "User-Agent": USER_AGENT,
    }
    return Webhook(body=body, headers=headers)


def emit(platform: Platform, account: Account, events: Sequence[dict[str, Any]]) -> None:
    """Deliver events in the background, or queue them when the account has no webhook URL."""
    if not events or not account.webhook_active:
        return
    if account.webhook_url is None:
        platform.queued_webhooks[account.channel_id].append(build_webhook(account, events))
        platform.touch()
        return
    platform.spawn(deliver(platform, account, events))


async def deliver(platform: Platform, account: Account, events: Sequence[dict[str, Any]]) -> int:
    """POST events to the account's webhook URL; redelivers when the account has that on.

    Returns:
        the status of the last attempt, 0 for no answer.
    """
    status = await _attempt(platform, account, list(events))
    for delay in platform.redelivery_delays if account.redelivery else ():
        if 200 <= status < 300:
            break
        await asyncio.sleep(delay)
        now = clock.now()
        for event in events:
            token = platform.reply_tokens.get(event.get("replyToken", ""))
            if token is not None:
                token.delivered_at = now
        status = await _attempt(platform, account, [redelivered(event) for event in events])
    return status


async def _attempt(platform: Platform, account: Account, events: list[dict[str, Any]]) -> int:
    url = account.webhook_url or ""
    began = time.perf_counter()
    status, reason, _detail = await post(build_webhook(account, events), url)
    platform.ledger.webhooks.append(
        WebhookSeen(
            channel_id=account.channel_id,
            url=url,
            events=tuple(events),
            status=status,
            reason=reason,
            is_redelivery=any(event.get("deliveryContext", {}).get("isRedelivery") for event in events),
            seconds=time.perf_counter() - began,
            at=clock.now(),
        )
    )
    platform.touch()
    return status


async def post(webhook: Webhook, url: str) -> tuple[int, str, str]:
    """POST a webhook.

    Returns:
        status (0 without an answer), reason as in LINE's error statistics (``OK``,
        ``COULD_NOT_CONNECT``, ``REQUEST_TIMEOUT``, ``ERROR_STATUS_CODE``, ``UNCLASSIFIED``), detail.
    """
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=webhook.body, headers=webhook.headers, allow_redirects=False) as answer,
        ):
            await answer.read()
            reason = "OK" if 200 <= answer.status < 300 else "ERROR_STATUS_CODE"
            return answer.status, reason, str(answer.status)
    except TimeoutError:
        return 0, "REQUEST_TIMEOUT", "Request timeout"
    except aiohttp.ClientConnectorError:
        return 0, "COULD_NOT_CONNECT", "Connection failed"
    except (aiohttp.ClientError, ValueError) as error:
        return 0, "UNCLASSIFIED", type(error).__name__
