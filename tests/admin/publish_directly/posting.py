"""What the form of a scenario posts."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from linesteps.scenarios.models import Scenario
from tests.admin.test_scenario_publishing import post_data


def fields(scenario: Scenario, *steps: Any, **extra: Any) -> dict[str, Any]:
    """What the page posts: the stream as the builder keeps it, and the fields of the dialog."""
    base = post_data("x", scenario.account, **extra)
    data = {name: value for name, value in base.items() if not name.startswith("steps")}
    return {**data, "steps-json": json.dumps(list(steps))}


def publish(client: Client, scenario: Scenario, *steps: Any, **extra: Any) -> str:
    """Post to publish; returns the page that comes back, empty when it was published."""
    data = {**fields(scenario, *steps, **extra), "action-publish": "action-publish"}
    answer = client.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    scenario.refresh_from_db()
    assert (answer.status_code == 302) == scenario.live
    return "" if scenario.live else answer.content.decode()
