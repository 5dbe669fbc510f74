"""The list of scenarios: its words, its numbers, and a constant number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.scenarios.listing import for_list, summary_of
from linesteps.admin.scenarios.operation import status_of
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from tests.admin.builders import branch, make_friend, make_scenario, send, wait

pytestmark = pytest.mark.django_db


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


def test_list_needs_as_many_queries_for_many_scenarios_as_for_one(admin: Client, account: Account) -> None:
    url = reverse("linesteps_scenarios:list")
    make_scenario(account, send("Hi"), publish=True)
    admin.get(url)
    few = queries_of(admin, url)
    for number in range(6):
        run_of(
            make_scenario(account, send("Hi"), wait(3), branch([send("A")]), name=f"S{number}", publish=True)
        )
    assert queries_of(admin, url) == few


def test_list_counts_people_inside_and_what_was_sent_in_30_days(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    other = make_scenario(account, send("Hi"), name="Other", publish=True)
    now = clock.now()
    runs = [run_of(scenario), run_of(scenario), run_of(scenario, status="completed")]
    run_of(other)
    accepted = Dispatch.objects.create(
        account=account,
        endpoint="push",
        status="accepted",
        recipients=[],
        messages="[]",
        due_at=now,
        created_at=now,
    )
    waiting = Dispatch.objects.create(
        account=account,
        endpoint="push",
        status="new",
        recipients=[],
        messages="[]",
        due_at=now,
        created_at=now,
    )
    for seq, (dispatch, age) in enumerate([(accepted, 1), (accepted, 29), (accepted, 31), (waiting, 1)]):
        StepVisit.objects.create(
            enrolment=runs[0],
            follower=runs[0].follower,
            scenario=scenario,
            seq=seq,
            step_id="s",
            kind="send",
            port="next",
            arrived_at=now,
            left_at=now - timedelta(days=age),
            dispatch=dispatch,
        )
    found = {row.name: (row.inside_count, row.sent_count) for row in for_list(Scenario.objects.all())}
    assert found == {"Welcome": (2, 2), "Other": (1, 0)}


def test_summary_is_one_sentence_about_the_newest_draft(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    scenario.steps = [send("a"), wait(3), branch([send("b")], otherwise=[send("c")])]
    scenario.save_revision(clean=False)
    row = for_list(Scenario.objects.all()).get()
    assert summary_of(row) == "When added by hand: 3 sends, 1 branch"


def test_status_says_what_the_scenario_does_now(account: Account) -> None:
    def word() -> str:
        return str(status_of(for_list(Scenario.objects.all()).get()).word)

    scenario = make_scenario(account, send("Hi"))
    assert word() == "Draft"
    scenario.latest_revision.publish()
    assert word() == "Live"
    scenario.refresh_from_db()
    scenario.steps = [send("Changed")]
    scenario.save_revision(clean=False)
    assert word() == "Live, with changes not applied"
    Scenario.objects.update(state="closing")
    assert word() == "Closing"
    Scenario.objects.update(state="paused")
    assert word() == "Paused"
    Scenario.objects.update(state="ended")
    assert word() == "Ended"
    Scenario.objects.update(state="active")
    Account.objects.update(paused_at=clock.now())
    assert word() == "Needs attention"
    Account.objects.update(paused_at=None)
    Scenario.objects.get().unpublish()
    assert word() == "Not published"


def test_empty_list_explains_and_offers_templates(admin: Client, db: None) -> None:
    html = admin.get(reverse("linesteps_scenarios:list")).content.decode()
    assert "No scenario yet" in html
    assert reverse("linesteps_scenarios:starters") in html


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
