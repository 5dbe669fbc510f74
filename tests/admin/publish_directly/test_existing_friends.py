"""Existing friends are asked about after publishing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Intake
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send
from tests.admin.builders import make_friend, make_scenario, make_user
from tests.admin.publish_directly.posting import fields

pytestmark = pytest.mark.django_db


def existing(scenario: Scenario) -> str:
    return reverse("linesteps_scenarios:existing_friends", args=[scenario.pk])


def test_question_about_existing_friends_comes_after_publishing_if_wanted(
    admin: Client, account: Account
) -> None:
    scenario = make_scenario(account)
    data = {**fields(scenario, send("Hi")), "action-publish": "1", "then_existing_friends": "1"}
    answer = admin.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    assert answer["Location"] == existing(scenario)
    data.pop("then_existing_friends")
    answer = admin.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    assert answer["Location"] == reverse("linesteps_scenarios:list")


def test_question_says_how_many_and_what_it_costs_and_changes_nothing(
    admin: Client, account: Account
) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 200, 199, clock.now()
    account.save()
    scenario = make_scenario(account, send("Hi"), publish=True)
    for number in range(3):
        make_friend(account, f"F{number}")
    enrol(scenario, make_friend(account, "Inside"), cause="by_hand")
    html = admin.get(existing(scenario)).content.decode()
    assert "3 people are friends already and would start “Welcome” now." in html
    assert "1 messages are left this month." in html and "more than is left" in html
    assert not Intake.objects.exists()


def test_answer_starts_them(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    make_friend(account)
    answer = admin.post(existing(scenario), follow=True)
    assert "1 friend starts “Welcome” now." in answer.content.decode()
    assert Intake.objects.get().requested_by is not None
    admin.post(existing(scenario))
    assert Intake.objects.count() == 1
    assert "They are starting now" in admin.get(existing(scenario)).content.decode()


def test_only_who_may_publish_may_start_existing_friends(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    make_friend(account)
    client = Client()
    client.force_login(make_user("change_scenario", "view_follower"))
    for answer in (client.get(existing(scenario)), client.post(existing(scenario))):
        assert answer.status_code in {302, 403}
    assert not Intake.objects.exists()


def test_nobody_starts_a_scenario_that_is_not_live(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    make_friend(account)
    assert "Nobody can start now" in admin.get(existing(scenario)).content.decode()
    admin.post(existing(scenario))
    assert not Intake.objects.exists()


def test_nothing_happens_without_anybody(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    assert "nobody left" in admin.get(existing(scenario)).content.decode()
    admin.post(existing(scenario))
    assert not Intake.objects.exists()
