"""Accepting a send: retry keys, quota, recipients, and the bubbles that arrive."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from linesteps import clock
from linesteps.emulator.crawler import crawl_links
from linesteps.emulator.identity import new_message_id, new_token
from linesteps.emulator.ledger import Accepted
from linesteps.emulator.looking import assign
from linesteps.emulator.platform import Platform, month_of
from linesteps.emulator.records import Account, ChatLine, ReplyToken, RetryKey

#: LINE remembers a retry key for 24 hours from the first accepted attempt; later it sends again.
RETRY_KEY_LASTS = timedelta(hours=24)
REPLY_WITHIN = timedelta(minutes=1)
REPLY_WITHIN_OF_EVENT = timedelta(minutes=20)
#: Only these can be quoted, so only these get a quote token.
_QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template", "flex")


class QuotaReached(Exception):
    """The month's messages are used up, or would be by this send."""


def is_retry_key(value: str) -> bool:
    """Whether ``value`` is a UUID in its usual hexadecimal form."""
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def earlier_acceptance(platform: Platform, account: Account, retry_key: str) -> RetryKey | None:
    """The accepted attempt under this key, if it is less than 24 hours old."""
    found = platform.retry_keys.get((account.channel_id, retry_key.lower()))
    if found is None or clock.now() - found.accepted_at >= RETRY_KEY_LASTS:
        return None
    return found


def take_reply_token(platform: Platform, account: Account, value: str) -> ReplyToken | None:
    """Use a reply token up; ``None`` if it is unknown, used or too old."""
    token = platform.reply_tokens.get(value)
    now = clock.now()
    if token is None or token.is_used or token.channel_id != account.channel_id:
        return None
    if now - token.delivered_at > REPLY_WITHIN or now - token.event_at > REPLY_WITHIN_OF_EVENT:
        return None
    token.is_used = True
    return token


def accept(
    platform: Platform,
    account: Account,
    *,
    endpoint: str,
    asked: Sequence[str],
    messages: Sequence[dict[str, Any]],
    request_id: str,
    retry_key: str = "",
    units: Sequence[str] = (),
    to: Sequence[str] | None = None,
) -> list[dict[str, str]]:
    """Accept a send and let it arrive with those it reaches.

    ``asked`` are the user ids of the request; a broadcast goes to all friends, and a narrowcast to those whom it
    means (``to``). A reply is free; everything else counts against the quota by recipients reached.

    Returns:
        ``sentMessages`` of the (first) recipient.

    Raises:
        QuotaReached: nothing was sent.
    """
    now = clock.now()
    if endpoint == "broadcast":
        to = [person.user_id for person in platform.friends(account)]
    wanted = list(dict.fromkeys(asked if to is None else to))
    reached = [user_id for user_id in wanted if platform.is_reachable(account, user_id)]
    if endpoint != "reply":
        used = platform.used_this_month(account, now)
        if account.quota is not None and (used >= account.quota or used + len(reached) > account.quota):
            raise QuotaReached
        platform.usage[account.channel_id, month_of(now)] += len(reached)
    sent = [_sent_message(message) for message in messages]
    first = True
    for user_id in reached:
        chat = platform.chat(account, user_id)
        for index, message in enumerate(messages):
            line_id = sent[index]["id"] if first else new_message_id()
            chat.append(
                ChatLine(
                    id=line_id,
                    at=now,
                    sender="account",
                    message=message,
                    via=endpoint,
                    request_id=request_id,
                    seq=index + 1,
                )
            )
        first = False
    if retry_key:
        platform.retry_keys[account.channel_id, retry_key.lower()] = RetryKey(
            accepted_at=now, request_id=request_id, sent_messages=sent if endpoint == "push" else []
        )
    platform.ledger.note_send(
        Accepted(
            channel_id=account.channel_id,
            endpoint=endpoint,
            retry_key=retry_key,
            request_id=request_id,
            asked=tuple(asked),
            reached=tuple(reached),
            messages=tuple(messages),
            units=assign(platform, account, units),
            at=now,
        )
    )
    platform.touch()
    if account.crawl_links and reached:
        platform.spawn(crawl_links(messages))
    return sent


def _sent_message(message: dict[str, Any]) -> dict[str, str]:
    sent = {"id": new_message_id()}
    if message.get("type") in _QUOTABLE:
        sent["quoteToken"] = new_token(64)
    return sent
