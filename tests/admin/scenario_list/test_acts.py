"""What is done to scenarios from their list."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_scenario, send

pytestmark = pytest.mark.django_db


def test_row_has_its_acts_beside_the_menu(admin: Client, account: Account) -> None:
    running = make_scenario(account, send("Hi"), publish=True)
    draft = make_scenario(account, send("Hi"), name="Draft")
    html = admin.get(reverse("linesteps_scenarios:list")).content.decode()
    assert 'aria-label="Pause: Welcome"' in html
    assert 'aria-label="Open: Welcome"' in html
    assert 'aria-label="Duplicate: Draft"' in html
    assert 'aria-label="Pause: Draft"' not in html
    assert reverse("linesteps_scenarios:copy", args=[draft.pk]) in html
    Scenario.objects.filter(pk=running.pk).update(state="paused")
    html = admin.get(reverse("linesteps_scenarios:list")).content.decode()
    assert 'aria-label="Resume: Welcome"' in html


def test_pause_goes_back_to_the_list_as_it_was_filtered(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    results = reverse("linesteps_scenarios:list_results") + "?status=live"
    html = admin.get(results).content.decode()
    url = reverse("linesteps_scenarios:operate", args=[scenario.pk, "pause"])
    (address,) = re.findall(rf'"({url}[^"]*)"', html)
    answer = admin.post(address.replace("&amp;", "&"))
    assert answer.headers["Location"] == reverse("linesteps_scenarios:list") + "?status=live"


def test_whoever_pauses_is_offered_to_let_the_people_inside_finish(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    html = admin.get(reverse("linesteps_scenarios:operate", args=[scenario.pk, "pause"])).content.decode()
    assert reverse("linesteps_scenarios:operate", args=[scenario.pk, "close"]) in html
    html = admin.get(reverse("linesteps_scenarios:operate", args=[scenario.pk, "end"])).content.decode()
    assert reverse("linesteps_scenarios:operate", args=[scenario.pk, "close"]) not in html


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        ("active", "pause", "paused"),
        ("active", "close", "closing"),
        ("closing", "pause", "paused"),
        ("paused", "resume", "active"),
        ("closing", "resume", "active"),
        ("paused", "close", "paused"),
    ],
)
def test_operation_changes_by_post_only(
    admin: Client, account: Account, before: str, verb: str, after: str
) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    Scenario.objects.update(state=before)
    url = reverse("linesteps_scenarios:operate", args=[scenario.pk, verb])
    assert admin.get(url).status_code == 200
    scenario.refresh_from_db()
    assert scenario.state == before
    assert admin.post(url).status_code == 302
    scenario.refresh_from_db()
    assert scenario.state == after


def test_editing_after_a_pause_does_not_end_the_pause(admin: Client, account: Account) -> None:
    from tests.admin.test_scenario_publishing import edit, post_data

    scenario = make_scenario(account, send("Hi"), publish=True)
    admin.post(reverse("linesteps_scenarios:operate", args=[scenario.pk, "pause"]))
    response = edit(admin, scenario, {**post_data("Hello", account), "action-publish": "1"})
    assert response.status_code == 302
    scenario.refresh_from_db()
    assert scenario.state == "paused"


def test_published_scenario_is_not_deleted_and_the_reason_is_said(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    response = admin.post(reverse("linesteps_scenarios:delete", args=[scenario.pk]), follow=True)
    assert "its history is kept" in response.content.decode()
    assert Scenario.objects.filter(pk=scenario.pk).exists()
    bulk = reverse("wagtail_bulk_action", args=["linesteps", "scenario", "delete"])
    response = admin.post(f"{bulk}?next=/admin/&id={scenario.pk}", follow=True)
    assert "Nothing was deleted" in response.content.decode()


def test_draft_is_deleted(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    admin.post(reverse("linesteps_scenarios:delete", args=[scenario.pk]))
    assert not Scenario.objects.exists()
