"""Ids and tokens in the forms that LINE gives them."""

from __future__ import annotations

import itertools
import re
import secrets
import uuid
from datetime import datetime

_USER_ID = re.compile(r"U[0-9a-f]{32}")
_CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_message_numbers = itertools.count(secrets.randbelow(10**9))


def new_user_id() -> str:
    """``U`` and 32 hexadecimal digits."""
    return f"U{secrets.token_hex(16)}"


def is_user_id(value: object) -> bool:
    """Whether ``value`` has the form of a user id (it may belong to nobody)."""
    return isinstance(value, str) and _USER_ID.fullmatch(value) is not None


def is_chat_id(value: object) -> bool:
    """Whether ``value`` has the form of a user, group or room id."""
    return isinstance(value, str) and _CHAT_ID.fullmatch(value) is not None


def new_message_id() -> str:
    """A numeric string of 18 digits, ever growing."""
    return str(540_000_000_000_000_000 + next(_message_numbers))


def new_request_id() -> str:
    """What ``x-line-request-id`` carries: a UUID."""
    return str(uuid.uuid4())


def new_token(length: int = 32) -> str:
    """An opaque token (reply, quote, mark-as-read)."""
    return secrets.token_hex(length // 2)


def new_event_id(at: datetime) -> str:
    """A ULID: 48 bits of milliseconds, 80 random bits, in Crockford's base 32."""
    value = (int(at.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -5, -5))


def milliseconds(at: datetime) -> int:
    """Unix time in milliseconds, as webhooks carry it."""
    return int(at.timestamp() * 1000)
