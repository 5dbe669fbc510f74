"""One part of the connection check, and how it can come out."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARNING, ERROR, SKIPPED = "ok", "warning", "error", "skipped"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One part of the check.

    Args:
        name: what was looked at.
        state: ``ok``, ``warning``, ``error`` or ``skipped``.
        text: what was found, and what to do about it.
        offers_setting: whether a button “Set it at LINE” helps.
    """

    name: str
    state: str
    text: str
    offers_setting: bool = False
