"""Existing friends are chosen by conditions, counted first, and can be stopped on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linesteps.conditions.filters import compile_filter
from linesteps.engine import intake
from linesteps.engine.intake import count_candidates, request_intake, stop_intake, take_in
from linesteps.engine.models import Enrolment, Intake
from linesteps.followers.models import Follower
from linesteps.followers.tags import add_tag
from linesteps.messages.kind import Compiling
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, tagged, trigger
from linesteps.testing.shop import Shop
from tests.admin.builders import make_friend


@pytest.fixture
def scenario(shop: Shop) -> Scenario:
    """For nobody with the tag “out”."""
    return shop.publish(
        steps=[send("Hello")],
        triggers=[
            trigger("by_hand"),
            trigger("only_for", conditions=[tagged("out", is_absent=True)], match="all"),
        ],
    )


@pytest.fixture
def people(shop: Shop) -> list[Follower]:
    """Six friends: two VIPs, one of them out."""
    found = [make_friend(shop.account, f"Friend {number}") for number in range(6)]
    for one in found[:2]:
        add_tag(one, "VIP", "hand")
    add_tag(found[0], "out", "hand")
    shop.settle()
    return found


def who(shop: Shop, scenario: Scenario, *conditions: Any) -> Any:
    value = {"conditions": list(conditions), "match": "all"}
    return compile_filter(value, Compiling(account=shop.account, scenario_id=scenario.pk))


def test_scenario_asks_existing_friends_what_it_asks_of_everybody(
    shop: Shop, scenario: Scenario, people: list[Follower]
) -> None:
    assert count_candidates(scenario) == 5
    assert request_intake(scenario, wanted=5) is not None
    shop.settle()
    assert set(Enrolment.objects.values_list("follower", flat=True)) == {one.pk for one in people[1:]}


def test_conditions_choose_and_the_number_is_that_of_those_who_start(
    shop: Shop, scenario: Scenario, people: list[Follower]
) -> None:
    chosen = who(shop, scenario, tagged("VIP"))
    assert count_candidates(scenario, chosen) == 1
    request_intake(scenario, who=chosen)
    shop.settle()
    assert list(Enrolment.objects.values_list("follower", flat=True)) == [people[1].pk]
    assert Intake.objects.get().entered == 1


def test_stop_leaves_those_who_have_started_and_starts_nobody_else(
    shop: Shop, scenario: Scenario, people: list[Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)
    request_intake(scenario)
    assert take_in() == 2
    before = Enrolment.objects.count()
    assert stop_intake(scenario) and not stop_intake(scenario)
    assert take_in() == 0
    assert Enrolment.objects.count() == before < 5
    assert Intake.objects.get().is_stopped


def test_batch_costs_as_many_statements_as_a_small_one(shop: Shop, scenario: Scenario) -> None:
    counts = []
    for size in (5, 5, 100):
        Follower.objects.bulk_create(
            Follower(account=shop.account, line_user_id=f"U{len(counts)}-{number}", status="friend")
            for number in range(size)
        )
        request_intake(scenario)
        with CaptureQueriesContext(connection) as captured:
            assert take_in() == size
        counts.append(len(captured))
        while take_in():
            pass
    assert counts[1] == counts[2]
    assert Enrolment.objects.count() == 110


def posted(*tags: str, **more: str) -> dict[str, str]:
    """The form with one condition for each tag."""
    data = {"who-match": "all", "who-conditions-count": str(len(tags)), **more}
    for number, tag in enumerate(tags):
        place = f"who-conditions-{number}"
        data |= {
            f"{place}-deleted": "",
            f"{place}-order": str(number),
            f"{place}-type": "tag",
            f"{place}-id": "",
        }
        data[f"{place}-value-tag"] = tag
    return data


def test_editor_counts_first_and_starts_only_those_who_were_counted(
    shop: Shop, scenario: Scenario, people: list[Follower]
) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.com", "pass"))
    url = reverse("linesteps_scenarios:existing_friends", args=[scenario.pk])
    counted = client.post(url, posted("VIP", act="count"))
    assert "1 person is a friend already and would start" in counted.content.decode()
    signature = counted.context["form"]["counted"].value()
    assert json.loads(signature)[1][0][1]["tag"] == "VIP"
    # Other conditions than those that were counted: the new number is said first.
    changed = client.post(url, posted("nobody", act="start", counted=signature))
    assert "Nobody is like that" in changed.content.decode()
    assert not Intake.objects.exists()
    client.post(url, posted("VIP", act="start", counted=signature))
    assert (Intake.objects.get().wanted, len(Intake.objects.get().filters)) == (1, 2)
    assert "1 were counted" in client.get(url).content.decode()
    assert "Stopped." in client.post(url, {"act": "stop"}).content.decode()
    assert Intake.objects.get().is_stopped


def test_condition_that_cannot_be_asked_is_told_with_its_cure(shop: Shop, scenario: Scenario) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.com", "pass"))
    url = reverse("linesteps_scenarios:existing_friends", args=[scenario.pk])
    answer = client.post(url, posted("", act="count")).content.decode()
    assert "Say which tag is meant." in answer
    assert not Intake.objects.exists()
