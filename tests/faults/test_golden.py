"""Fault matrix, engine: graphs of earlier releases still run to the same visits (E-11).

``tests/golden/<name>.json`` holds a compiled graph and the visits of one friend who taps nothing.
``python -m pytest tests/faults/test_golden.py`` replays them; ``LINESTEPS_GOLDEN=write`` writes those that
are missing, at a release. What is there is never written anew: stored versions are never compiled again.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linesteps import clock
from linesteps.clock import VirtualClock
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.graph import Graph
from linesteps.messages.models import Coupon
from linesteps.scenarios.compiler import compile_scenario
from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.scenarios.templates import all_templates
from linesteps.scenarios.transfer import import_scenarios
from linesteps.testing.shop import Shop
from linesteps.tracking.models import TrackedLink
from tests.faults.invariants import check_invariants

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
#: The five worked examples hold every kind of step; the other templates are made of the same.
KEYS = ("sc1", "sc2", "sc3", "sc4", "sc5")
NAMES = [f"{language}-{key}" for language in ("en", "ja") for key in KEYS]


def compiled(shop: Shop, name: str) -> dict[str, Any]:
    """The graph of a ready-made scenario, as this release compiles it."""
    language, _dash, key = name.partition("-")
    template = next(one for one in all_templates(language) if one.key == key)
    (scenario,) = import_scenarios(template.data, account=shop.account)
    Coupon.objects.update(line_coupon_id="01ABCDEF")
    graph: dict[str, Any] = compile_scenario(scenario).graph.to_json()
    scenario.delete()
    return graph


def walked(shop: Shop, graph: dict[str, Any]) -> list[list[Any]]:
    """[step, kind, way out, seconds after the start] of one friend's whole run through a stored graph."""
    assert shop.virtual is not None
    scenario = Scenario.objects.create(account=shop.account, name="Golden", live=True)
    version = ScenarioVersion.objects.create(
        scenario=scenario, number=1, graph=graph, content_hash=Graph.from_json(graph).content_hash(),
        published_at=clock.now(),
    )  # fmt: skip
    Scenario.objects.filter(pk=scenario.pk).update(current_version=version)
    for step_id, node in graph["nodes"].items():
        for position, url in enumerate(node["config"].get("links", ())):
            TrackedLink.objects.create(scenario=scenario, step_id=step_id, position=position, url=url)
    scenario.refresh_from_db()
    friend = shop.add_friend()
    run = enrol(scenario, shop.follower(friend), cause="by_hand")
    assert run is not None
    shop.run_until(shop.virtual.at + timedelta(days=120))
    run.refresh_from_db()
    assert run.status == Enrolment.Status.COMPLETED, run.trouble
    check_invariants(shop)
    return [
        [visit.step_id, visit.kind, visit.port, round((visit.left_at - run.entered_at).total_seconds())]
        for visit in StepVisit.objects.filter(enrolment=run).order_by("seq")
    ]


@pytest.mark.any_database_once
@pytest.mark.fault("E-11")
@pytest.mark.parametrize("name", NAMES)
def test_graph_of_an_earlier_release_runs_to_the_same_visits(
    shop: Shop, virtual: VirtualClock, name: str
) -> None:
    file = GOLDEN / f"{name}.json"
    if not file.exists() and os.environ.get("LINESTEPS_GOLDEN") == "write":
        graph = compiled(shop, name)
        kept = {"graph": graph, "visits": walked(shop, graph)}
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        return
    kept = json.loads(file.read_text())
    assert walked(shop, kept["graph"]) == kept["visits"]
    assert len(kept["visits"]) > 3


@pytest.mark.any_database_once
def test_no_golden_graph_is_forgotten() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(NAMES)
    assert {one.key for one in all_templates("en")} >= set(KEYS)
