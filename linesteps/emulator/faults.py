"""Faults on demand: the ways in which LINE, or the road to it, can fail a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: What each fault does. ``*_after`` and ``hang`` with ``after=True`` accept the request first.
FAULTS = {
    "500_before": "answers 500 and has done nothing",
    "500_after": "does it, then answers 500",
    "503": "answers 503 and has done nothing",
    "hang": "waits `seconds` (default 30), then goes on as usual; with after=True it works first",
    "drop_before": "closes the connection without an answer and has done nothing",
    "drop_after": "does it, then closes the connection without an answer",
    "409": "answers as if the retry key had been accepted, and has done nothing",
    "429_rate": "answers the rate limit's 429",
    "429_quota": "answers the monthly limit's 429",
    "429_retry_after": "answers 429 with a Retry-After header of `seconds` (default 1)",
    "401": "refuses the access token",
    "403": "refuses for lack of permission",
    "400": "answers 400 with `message`, and `details` of `property` and `message`",
    "307": "redirects to `url`",
    "200_html": "does it, then answers 200 with a page of HTML (a proxy)",
    "200_empty": "does it, then answers 200 with nothing in it",
}


@dataclass(kw_only=True)
class Fault:
    """One scripted fault for the next ``times`` requests to ``endpoint`` (``*``: to any)."""

    endpoint: str
    fault: str
    times: int = 1
    options: dict[str, Any] = field(default_factory=dict)


class Faults:
    """The queue of scripted faults and the latency of every answer."""

    def __init__(self) -> None:
        self.latency_seconds = 0.0
        self._queue: list[Fault] = []

    def add(self, endpoint: str, fault: str, times: int = 1, **options: Any) -> None:
        """Script ``fault`` for the next ``times`` requests to ``endpoint``.

        Raises:
            ValueError: there is no such fault.
        """
        if fault not in FAULTS:
            raise ValueError(f"No fault {fault!r}; choose from {', '.join(FAULTS)}.")
        self._queue.append(Fault(endpoint=endpoint, fault=fault, times=times, options=options))

    def take(self, endpoint: str) -> Fault | None:
        """The fault due for a request to ``endpoint``, used up by one."""
        for fault in self._queue:
            if fault.endpoint in ("*", endpoint):
                fault.times -= 1
                if fault.times <= 0:
                    self._queue.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Drop all faults; the latency stays."""
        self._queue.clear()
