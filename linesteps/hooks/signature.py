"""Whether a report comes from whom it should, and just now.

Standard Webhooks (standardwebhooks.com, specification 1.0.0): ``webhook-signature`` holds one or more of
``v1,<Base64 of HMAC-SHA256 over id.timestamp.body>`` with blanks between them, and the time may be five minutes off.
Simple senders sign the text alone; their signature says nothing of the time, so the id keeps repetitions away.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError

from linesteps.calls.models import secret_bytes
from linesteps.hooks.reasons import Reason

#: Seconds by which the sender's clock may be off, either way.
TOLERANCE = 300
MAX_ID = 100
#: Signatures of one request that are looked at: a sender that changes its secret sends two.
_MOST_SIGNATURES = 5
#: Where simple senders write an id of their own.
ID_HEADERS = ("X-Event-Id", "Idempotency-Key")


class NotSigned(Exception):
    """A report that is not taken; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


def check_standard(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: float) -> str:
    """The id of a report that is signed as Standard Webhooks says.

    Args:
        headers: of the request, whatever their case.
        body: exactly as it came.
        secrets: those that are good, as ``whsec_…``.
        now: seconds since 1970 by the real clock.

    Raises:
        NotSigned: it is not signed so, or not now.
    """
    event_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split()[:_MOST_SIGNATURES]
    signed = b".".join([event_id.encode("utf-8", "replace"), stamp.encode("utf-8", "replace"), body])
    expected = [hmac.new(_key(one), signed, hashlib.sha256).digest() for one in secrets]
    if not _fits([_base64(one[3:]) for one in given if one.startswith("v1,")], expected):
        raise NotSigned(Reason.BAD_SIGNATURE)
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12 or abs(now - int(stamp)) > TOLERANCE:
        raise NotSigned(Reason.BAD_TIME)
    return _usable(event_id)


def check_plain(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], signature_header: str
) -> str:
    """The id of a report of which the text is signed: HMAC-SHA256 in hexadecimal or Base64.

    ``sha256=`` may stand before it.

    Without an id of the sender's the text names itself: the same text twice is one report.

    Raises:
        NotSigned: the signature is missing or wrong.
    """
    given = headers.get(signature_header, "").strip().removeprefix("sha256=")
    # The whole secret as text, as such senders use it.
    expected = [hmac.new(one.encode(), body, hashlib.sha256).digest() for one in secrets]
    if not _fits([_hex(given), _base64(given)], expected):
        raise NotSigned(Reason.BAD_SIGNATURE)
    named = next((headers[name] for name in ID_HEADERS if headers.get(name)), "")
    return _usable(named) if named else f"sha256:{hashlib.sha256(body).hexdigest()}"


def _fits(given: Sequence[bytes], expected: Sequence[bytes]) -> bool:
    return any(hmac.compare_digest(one, other) for one in given if one for other in expected)


def _usable(event_id: str) -> str:
    if not 1 <= len(event_id) <= MAX_ID or not event_id.isascii() or not event_id.isprintable():
        raise NotSigned(Reason.BAD_ID)
    return event_id


def _key(secret: str) -> bytes:
    try:
        return secret_bytes(secret)
    except ValidationError:
        # Made here, so it has the form; nobody may get in by one that has not.
        raise NotSigned(Reason.BAD_SIGNATURE) from None


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii", "replace"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text) if text.isascii() else b""
    except ValueError:
        return b""
