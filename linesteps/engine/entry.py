"""The filter of a scenario as a whole, for starts that no start condition caused.

Who asks: existing friends who are taken in, and the step “Start another scenario”. Who does not: an editor on a
friend's page and the site's own code (``enrol``), since they chose this very person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linesteps.conditions.filters import Asked, Filter, Reason
from linesteps.scenarios.models import Scenario, ScenarioTrigger


def filters_of(scenario: Scenario) -> list[Filter]:
    """What the published scenario asks of everybody; one query."""
    rows = ScenarioTrigger.objects.filter(scenario=scenario, kind="only_for").order_by("id")
    return [one for one in rows.values_list("config", flat=True) if one]


def refusals(
    scenario: Scenario, filters: Sequence[Filter], follower_ids: Sequence[int], moment: datetime
) -> dict[int, list[Reason]]:
    """By follower id why they are not let in; those who are let in are left out.

    Args:
        scenario: for its account's zone.
        filters: all must be passed.
        follower_ids: who would start.
        moment: now (aware).
    """
    if not filters:
        return {}
    asked = Asked(follower_ids, moment, scenario.account.time_zone)
    found = {pk: asked.refusal(filters, pk) for pk in follower_ids}
    return {pk: reasons for pk, reasons in found.items() if reasons is not None}
