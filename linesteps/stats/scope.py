"""Which part of what happened is looked at: scenarios, a period, a version."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What figures are about.

    Args:
        scenario_ids: whose.
        since: the beginning of the period (aware), included; ``None``: from the first day on.
        until: its end, not included; ``None``: up to now.
        version_id: only what happened on this version; ``None``: on any.
    """

    scenario_ids: Collection[int]
    since: datetime | None = None
    until: datetime | None = None
    version_id: int | None = None

    def during(self, field: str) -> Q:
        """Rows whose ``field`` lies in the period."""
        return self.after(field) & self.before(field)

    def after(self, field: str) -> Q:
        """Rows whose ``field`` does not lie before the period."""
        return Q(**{f"{field}__gte": self.since}) if self.since is not None else Q()

    def before(self, field: str) -> Q:
        """Rows whose ``field`` does not lie behind the period."""
        return Q(**{f"{field}__lt": self.until}) if self.until is not None else Q()

    def mine(self, **more: Any) -> Q:
        """Rows of these scenarios, and of the version if there is one."""
        found = Q(scenario_id__in=self.scenario_ids, **more)
        return found & Q(version_id=self.version_id) if self.version_id is not None else found
