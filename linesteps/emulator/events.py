"""Webhook event objects with every field that LINE documents (openapi/webhook.yml)."""

from __future__ import annotations

from typing import Any

from linesteps import clock
from linesteps.emulator.identity import milliseconds, new_event_id, new_token
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, ReplyToken

#: Events which cannot be replied to carry no reply token.
WITHOUT_REPLY_TOKEN = ("unfollow", "unsend", "leave", "memberLeft", "delivery")


def build_event(
    platform: Platform, account: Account, user_id: str, kind: str, **fields: Any
) -> dict[str, Any]:
    """A complete event of ``kind`` from ``user_id``, with a fresh id and, where due, a reply token.

    Args:
        fields: the kind's own part, such as ``follow={"isUnblocked": False}``.
    """
    now = clock.now()
    event: dict[str, Any] = {
        "type": kind,
        **fields,
        "webhookEventId": new_event_id(now),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": milliseconds(now),
        "source": {"type": "user", "userId": user_id},
        "mode": "active",
    }
    failed_link = kind == "accountLink" and fields.get("link", {}).get("result") == "failed"
    if kind not in WITHOUT_REPLY_TOKEN and not failed_link:
        token = new_token(32)
        platform.reply_tokens[token] = ReplyToken(
            token=token, channel_id=account.channel_id, user_id=user_id, event_at=now, delivered_at=now
        )
        event["replyToken"] = token
    return event


def redelivered(event: dict[str, Any]) -> dict[str, Any]:
    """The same event, with the same id and token, marked as a redelivery."""
    return {**event, "deliveryContext": {"isRedelivery": True}}
