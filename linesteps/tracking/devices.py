"""What a user agent tells: a person or a machine, and which phone.

Sources: platform.md section 5 of the design (LINE's crawler ``line-poker`` fetches links for their
preview; in-app browsers end in ``Line/x.y.z``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MACHINES = re.compile(
    r"line-poker|facebookexternalhit|line-?crawler|bot\b|bot[/;]|crawler|spider|preview|curl|wget|python|headless",
    re.IGNORECASE,
)
_IOS = re.compile(r"\b(?:iPhone|iPad|iPod).*?\bOS (\d+(?:[_.]\d+)*)")
_ANDROID = re.compile(r"\bAndroid (\d+(?:\.\d+)*)")


@dataclass(frozen=True, kw_only=True)
class Device:
    """A phone's system: ``ios``, ``android`` or ``other``, and its version as ``18.6``."""

    os: str
    version: str


def is_person(method: str, user_agent: str, purpose: str = "") -> bool:
    """Whether a request is a tap by a person rather than a preview, prefetch or crawler.

    Args:
        method: the HTTP method.
        user_agent: the header, possibly empty.
        purpose: ``Purpose`` or ``Sec-Purpose``.
    """
    return (
        method == "GET"
        and bool(user_agent.strip())
        and "prefetch" not in purpose.lower()
        and _MACHINES.search(user_agent) is None
    )


def device_of(user_agent: str) -> Device | None:
    """The system of the phone, or ``None`` for a user agent that says nothing."""
    if found := _IOS.search(user_agent):
        return Device(os="ios", version=found[1].replace("_", "."))
    if found := _ANDROID.search(user_agent):
        return Device(os="android", version=found[1])
    return Device(os="other", version="") if user_agent.strip() else None
