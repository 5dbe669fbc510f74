"""Signed tokens in links: who got which link, and proof that we wrote it. No address inside.

A token is bearer-like: a forwarded link counts for the friend to whom it was sent. It never logs
anybody in and opens no personal data.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass

from django.urls import reverse

from linesteps import conf

#: Link, follower and enrolment as unsigned 64-bit numbers.
_LAYOUT = struct.Struct(">QQQ")
_TAG_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class LinkToken:
    """What a token says."""

    link_id: int
    follower_id: int
    enrolment_id: int


def write(token: LinkToken) -> str:
    """The token as 54 URL-safe characters, signed with the first of the encryption keys."""
    body = _LAYOUT.pack(token.link_id, token.follower_id, token.enrolment_id)
    tag = _tag(conf.encryption_keys()[0], body)
    return base64.urlsafe_b64encode(body + tag).decode().rstrip("=")


def address(token: LinkToken) -> str:
    """The link of a friend as it stands in a message."""
    return conf.public_base_url() + reverse("linesteps:link", args=[write(token)])


def read(text: str) -> LinkToken | None:
    """What a token says, or ``None`` when no key of ours signed it."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    body, tag = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
    if len(body) != _LAYOUT.size or len(tag) != _TAG_BYTES:
        return None
    if not any(hmac.compare_digest(_tag(key, body), tag) for key in conf.encryption_keys()):
        return None
    link_id, follower_id, enrolment_id = _LAYOUT.unpack(body)
    return LinkToken(link_id=link_id, follower_id=follower_id, enrolment_id=enrolment_id)


def _tag(key: str, body: bytes) -> bytes:
    # A key of its own for this purpose, so that link tags tell nothing of the encryption key.
    purpose = hmac.new(key.encode(), b"linesteps link token", hashlib.sha256).digest()
    return hmac.new(purpose, body, hashlib.sha256).digest()[:_TAG_BYTES]
