"""Publishing: one immutable version in one commit, or nothing at all."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario, ScenarioTrigger, ScenarioVersion
from linesteps.testing.build import Plain, jump, send, trigger, wait
from linesteps.testing.shop import Shop
from linesteps.tracking.models import TrackedLink

STEPS = [send("Hi https://example.com/", id="a"), wait(days=1, id="w"), send("Bye", id="b")]


def redraw(scenario: Scenario, *steps: Plain, triggers: list[Plain] | None = None) -> Any:
    """Save a draft with other steps; returns its revision."""
    drawn: Any = scenario
    drawn.steps = list(steps)
    if triggers is not None:
        drawn.triggers = triggers
    return scenario.save_revision()


def stored() -> list[Any]:
    """All that publishing writes."""
    return [
        list(Scenario.objects.values_list("pk", "live", "current_version", "steps", "triggers", "name")),
        list(ScenarioVersion.objects.values_list("pk", "number", "content_hash")),
        list(ScenarioTrigger.objects.values_list("pk", "kind", "config")),
        list(TrackedLink.objects.values_list("pk", "url")),
    ]


def test_publishing_makes_a_version_with_triggers_and_links(shop: Shop) -> None:
    scenario = shop.publish(steps=STEPS)
    version = scenario.current_version
    assert version is not None and version.number == 1
    assert version.graph["entry"] == "a"
    assert [row.kind for row in ScenarioTrigger.objects.all()] == ["friend_added"]
    assert [row.url for row in TrackedLink.objects.all()] == ["https://example.com/"]


def test_publishing_the_same_again_makes_no_new_version(shop: Shop) -> None:
    scenario = shop.publish(steps=STEPS, name="First name")
    first = scenario.current_version
    scenario.name = "Second name"
    shop.publish(scenario)
    assert scenario.current_version == first
    assert ScenarioVersion.objects.count() == 1


def test_publishing_a_change_makes_the_next_version_and_keeps_the_last(shop: Shop) -> None:
    scenario = shop.publish(steps=STEPS)
    before = ScenarioVersion.objects.get().graph
    redraw(scenario, *STEPS, send("PS", id="c")).publish()
    assert [version.number for version in ScenarioVersion.objects.order_by("number")] == [1, 2]
    assert ScenarioVersion.objects.get(number=1).graph == before


@pytest.mark.fault("E-10")
@pytest.mark.parametrize(
    "broken", [[], [send("", id="a")], [*STEPS, jump("gone")]], ids=["empty", "text", "jump"]
)
def test_publishing_with_problems_changes_nothing(shop: Shop, broken: list[Plain]) -> None:
    scenario = shop.publish(steps=STEPS)
    before = stored()
    revision = redraw(scenario, *broken, triggers=[trigger("keyword", words="x", match="is")])
    with pytest.raises(ScenarioHasProblems):
        revision.publish()
    assert stored() == before
    scenario.refresh_from_db()
    friend = shop.add_friend()
    assert len(shop.texts_to(friend)) == 1


@pytest.mark.fault("E-10")
def test_draft_that_was_never_published_takes_in_nobody(shop: Shop) -> None:
    shop.draw(steps=STEPS)
    assert shop.texts_to(shop.add_friend()) == []
    assert not ScenarioVersion.objects.exists()


@pytest.mark.fault("E-10")
def test_half_built_drafts_saved_meanwhile_never_get_into_a_version(shop: Shop) -> None:
    scenario = shop.publish(steps=STEPS)
    good = [redraw(scenario, *STEPS, send(f"PS {number}", id="c")) for number in range(5)]
    barrier = threading.Barrier(2)
    failures: list[Exception] = []

    def save_drafts() -> None:
        try:
            barrier.wait(10)
            for _ in range(10):
                redraw(Scenario.objects.get(pk=scenario.pk), send("", id="a"))
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=save_drafts)
    thread.start()
    barrier.wait(10)
    for revision in good:
        revision.publish()
    thread.join()
    assert not failures
    texts = [
        version.graph["nodes"]["a"]["config"]["messages"][0]["text"]
        for version in ScenarioVersion.objects.all()
    ]
    assert len(texts) == 6 and set(texts) == {"Hi {{ link.0 }}"}


def test_planned_publication_makes_its_version_only_when_its_time_comes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = shop.publish(steps=STEPS)
    first = scenario.current_version
    scenario.go_live_at = timezone.now() + timedelta(hours=1)
    redraw(scenario, *STEPS, send("PS", id="c")).publish()
    scenario.refresh_from_db()
    assert scenario.current_version == first and ScenarioVersion.objects.count() == 1
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("publish_scheduled", verbosity=0)
    scenario.refresh_from_db()
    assert scenario.current_version is not None and scenario.current_version.number == 2


def test_triggers_are_those_of_the_last_publication(shop: Shop) -> None:
    scenario = shop.publish(steps=STEPS)
    redraw(scenario, *STEPS, triggers=[trigger("keyword", words="x", match="is")]).publish()
    assert [row.kind for row in ScenarioTrigger.objects.all()] == ["keyword"]
