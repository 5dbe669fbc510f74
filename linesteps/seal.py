"""Short signed texts for addresses: a few numbers, and proof that we wrote them.

Each purpose has a key of its own, so that what is signed for one is worth nothing for another and tells
nothing of the encryption keys. The first key signs; each of them is believed, so that keys can be changed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from typing import Any

from linesteps import conf

_TAG_BYTES = 16


class Seal:
    """Writes and reads the texts of one purpose.

    Args:
        purpose: its name; frozen, since addresses live in messages for ever.
        layout: what is inside, as ``struct`` says it, such as ``">QQ"``.
    """

    def __init__(self, purpose: str, layout: str) -> None:
        self._purpose = purpose.encode()
        self._layout = struct.Struct(layout)

    def write(self, *parts: Any) -> str:
        """The parts as URL-safe characters, always as many for one layout.

        Raises:
            struct.error: the parts do not fit the layout.
        """
        body = self._layout.pack(*parts)
        return _as_text(body + self._tag(conf.encryption_keys()[0], body))

    def read(self, text: str) -> tuple[Any, ...] | None:
        """The parts, or ``None`` when no key of ours signed this text for this purpose."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            return None
        # The last character has bits that nobody reads: without this, several texts would be one address.
        if _as_text(raw) != text:
            return None
        body, tag = raw[: self._layout.size], raw[self._layout.size :]
        if len(body) != self._layout.size or len(tag) != _TAG_BYTES:
            return None
        if not any(hmac.compare_digest(self._tag(key, body), tag) for key in conf.encryption_keys()):
            return None
        return self._layout.unpack(body)

    def _tag(self, key: str, body: bytes) -> bytes:
        own = hmac.new(key.encode(), self._purpose, hashlib.sha256).digest()
        return hmac.new(own, body, hashlib.sha256).digest()[:_TAG_BYTES]


def _as_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
