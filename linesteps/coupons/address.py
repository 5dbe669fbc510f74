"""The signed address of a received coupon's page: whoever holds it can show the coupon, as with paper.

A token says which coupon and which ticket. It logs nobody in, and the page shows no name.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from typing import NamedTuple

from django.urls import reverse

from linesteps import conf

#: Coupon and ticket as unsigned 64-bit numbers.
_LAYOUT = struct.Struct(">QQ")
_TAG_BYTES = 16
#: The ticket of a sample, which belongs to nobody and cannot be used.
SAMPLE = 0


class CouponToken(NamedTuple):
    """What a token says."""

    coupon_id: int
    ticket_id: int


def write(token: CouponToken) -> str:
    """The token as 43 URL-safe characters, signed with the first of the encryption keys."""
    body = _LAYOUT.pack(*token)
    return base64.urlsafe_b64encode(body + _tag(conf.encryption_keys()[0], body)).decode().rstrip("=")


def address(token: CouponToken) -> str:
    """The address of the page as it stands in a message."""
    return conf.public_base_url() + reverse("linesteps:coupon", args=[write(token)])


def read(text: str) -> CouponToken | None:
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
    return CouponToken(*_LAYOUT.unpack(body))


def _tag(key: str, body: bytes) -> bytes:
    # A key of its own for this purpose, so that a link's token is never one of a coupon.
    purpose = hmac.new(key.encode(), b"linesteps coupon token", hashlib.sha256).digest()
    return hmac.new(purpose, body, hashlib.sha256).digest()[:_TAG_BYTES]
