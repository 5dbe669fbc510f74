"""LINE's rate limits as token buckets on real time, per channel and endpoint.

Source: Messaging API reference, "Rate limits". They hold per channel whatever the sender's address.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: What can be asked of audiences; each call has a limit of its own.
AUDIENCE_CALLS = ("create", "add", "click", "imp", "rename", "delete", "get", "list")
#: (requests, seconds) by endpoint name; others follow ``DEFAULT_LIMIT``.
LIMITS: dict[str, tuple[int, float]] = {
    "multicast": (200, 1),
    "coupon_create": (200, 1),
    "coupon_list": (200, 1),
    "coupon_get": (200, 1),
    "coupon_close": (200, 1),
    "loading": (100, 1),
    "rich_menu_create": (100, 3600),
    "rich_menu_delete": (100, 3600),
    "rich_menu_alias_delete": (100, 3600),
    "rich_menu_list": (10, 1),
    "narrowcast": (60, 3600),
    "broadcast": (60, 3600),
    "webhook_test": (60, 3600),
    "insight_unit": (60, 3600),
    "insight_message": (60, 3600),
    **{f"audience_{verb}": (60, 60) for verb in AUDIENCE_CALLS},
    "webhook_endpoint": (1000, 60),
}
DEFAULT_LIMIT = (2000, 1.0)


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class Buckets:
    """Token buckets; ``take`` says whether a request may pass.

    Args:
        enabled: ``False`` lets everything pass.
        limits: other limits for some endpoints, as in ``LIMITS``.
        monotonic: the clock; real time, since LINE's machines do not follow a virtual clock.
    """

    def __init__(
        self,
        *,
        enabled: bool = True,
        limits: Mapping[str, tuple[int, float]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.enabled = enabled
        self.limits = {**LIMITS, **(limits or {})}
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def take(self, channel_id: str, endpoint: str) -> bool:
        """Take one token for a request; ``False`` when there is none left."""
        if not self.enabled:
            return True
        size, seconds = self.limits.get(endpoint, DEFAULT_LIMIT)
        now = self._monotonic()
        bucket = self._buckets.setdefault((channel_id, endpoint), _Bucket(size, now))
        bucket.tokens = min(size, bucket.tokens + (now - bucket.filled_at) * size / seconds)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True

    def clear(self) -> None:
        """Fill all buckets."""
        self._buckets.clear()
