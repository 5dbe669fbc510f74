"""How many requests a token may make in a minute."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from linesteps import conf

_WINDOW_SECONDS = 60


class TokenThrottle(BaseThrottle):
    """Counts in Django's cache, minute by minute; a cache that all processes share makes one count of it.

    Django Ninja's own keeps what it counts on itself, where two threads would write into each other's.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this one still fits into the minute."""
        most = conf.api_requests_a_minute()
        if not most:
            return True
        token = getattr(getattr(request, "auth", None), "pk", "nobody")
        key = f"linesteps-api-{token}-{int(time.time()) // _WINDOW_SECONDS}"
        cache.add(key, 0, 2 * _WINDOW_SECONDS)
        try:
            return cache.incr(key) <= most
        except ValueError:
            # It was thrown out in between.
            return True

    def wait(self) -> float:
        """Until the next minute."""
        return _WINDOW_SECONDS - time.time() % _WINDOW_SECONDS
