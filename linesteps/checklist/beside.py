"""The other scenarios of an account that send now, ready to be looked at beside the drawn one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linesteps.accounts.models import Account
from linesteps.checklist.course import Course
from linesteps.graph import Graph
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain

#: A compiled start condition: its kind and its config.
Trigger = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One of them.

    Args:
        scenario: the live row.
        course: how its current version goes.
        triggers: what starts it.
    """

    scenario: Scenario
    course: Course
    triggers: Sequence[Trigger]


def running_beside(account: Account, scenario_id: int | None) -> list[Beside]:
    """All but ``scenario_id`` that are live and not paused; those that close still send, too. Two queries."""
    moving = (Scenario.State.ACTIVE, Scenario.State.CLOSING)
    rows = Scenario.objects.filter(account=account, live=True, state__in=moving)
    rows = rows.exclude(current_version=None).exclude(pk=scenario_id or 0).order_by("name", "pk")
    return [
        Beside(
            scenario=row,
            course=Course(Graph.from_json(row.current_version.graph), plain(row.steps), account),
            triggers=[(one.kind, one.config) for one in row.compiled_triggers.all()],
        )
        for row in rows.select_related("current_version").prefetch_related("compiled_triggers")
        if row.current_version is not None
    ]
