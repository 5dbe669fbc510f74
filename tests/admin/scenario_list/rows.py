"""Runs for the figures of the list, and what the list asks the database."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.engine.models import Enrolment
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_friend


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def run_of(scenario: Scenario, **fields: Any) -> Enrolment:
    now = clock.now()
    return Enrolment.objects.create(
        **{
            "scenario": scenario,
            "version": scenario.current_version,
            "follower": make_friend(scenario.account),
            "status": "waiting",
            "arrived_at": now,
            "entered_at": now,
            "cause": "by_hand",
            **fields,
        }
    )
