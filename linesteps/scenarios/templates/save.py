"""Saving a scenario as a template."""

from __future__ import annotations

from typing import Any

from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.transfer import export_scenarios


def save_as_template(
    scenario: Scenario,
    *,
    title: str,
    summary: str = "",
    goal: str,
    trade: str,
    user: Any = None,
    notes: list[str] | None = None,
) -> ScenarioTemplate:
    """A new template from the latest draft; the scenario stays as it is, and later edits do not change it.

    Args:
        notes: takes a sentence for each thing that had to be left out.

    Raises:
        FormatError: a step's kind is not installed here.
    """
    coupons: dict[int, str] = {}
    data = export_scenarios([scenario], notes=notes, coupon_keys=coupons)
    return ScenarioTemplate.objects.create(
        title=title,
        summary=summary,
        goal=goal,
        trade=trade,
        data=data,
        coupons={key: pk for pk, key in coupons.items()},
        created_by=user,
    )
