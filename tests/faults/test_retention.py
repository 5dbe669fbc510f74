"""What is deleted after which time (R-04), and that the due scan stays an index scan (D-10)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as conditions
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity, Follower
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import Dispatch
from linesteps.pruning import prune as pruning
from linesteps.pruning.prune import prune
from linesteps.scenarios.models import Scenario
from linesteps.tracking.models import Click, TrackedLink
from tests.admin.builders import make_account, make_friend, make_scenario, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account()


def event(account: Account, days: float, status: str = "done") -> InboxEvent:
    at = clock.now() - timedelta(days=days)
    return InboxEvent.objects.create(
        account=account, webhook_event_id=f"{days}-{status}", occurred_at=at, received_at=at, payload={"a": 1},
        status=status,
    )  # fmt: skip


@pytest.mark.fault("R-04")
@pytest.mark.fault("W-14")
def test_events_are_deleted_when_they_are_old_but_never_while_their_id_counts(
    account: Account, settings: Any
) -> None:
    old, young, waiting = event(account, 31), event(account, 29), event(account, 40, "new")
    assert prune()["events"] == 1
    assert set(InboxEvent.objects.all()) == {young, waiting} and old not in InboxEvent.objects.all()
    # However short they are to be kept: an id that could act again is remembered.
    settings.LINESTEPS_KEEP_EVENTS_DAYS = 0
    settings.LINESTEPS_STALE_AFTER = 3 * 24 * 3600
    remembered = event(account, 2.9)
    prune()
    assert set(InboxEvent.objects.all()) == {remembered, waiting}


@pytest.mark.fault("R-04")
def test_texts_and_traces_go_and_facts_stay(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    scenario, friend = make_scenario(account, send("Hi"), publish=True), make_friend(account)
    link = TrackedLink.objects.create(scenario=scenario, step_id="x", position=0, url="https://example.com")
    old = clock.now() - timedelta(days=200)
    for number in range(5):
        Dispatch.objects.create(
            account=account, endpoint="push", status="accepted", messages=json.dumps([{"text": "secret"}]),
            recipients=[[friend.pk, "U1"]], due_at=old, created_at=old, settled_at=old,
        )  # fmt: skip
        Click.objects.create(
            link=link, follower=friend, at=old, is_counted=number % 2 == 0, user_agent="Phone"
        )
    kept = Dispatch.objects.create(
        account=account, endpoint="push", status="unclear", messages="[1]", recipients=[], due_at=old,
        created_at=old, settled_at=old,
    )  # fmt: skip
    done = prune()
    assert {name: count for name, count in done.items() if count} == {
        "texts": 5,
        "robots": 2,
        "user_agents": 3,
    }
    assert set(Dispatch.objects.exclude(pk=kept.pk).values_list("messages", flat=True)) == {"[]"}
    assert list(Click.objects.values_list("is_counted", "user_agent")) == [(True, "")] * 3
    assert set(prune().values()) == {0}
    call_command("linesteps_prune")


def test_pruning_stops_when_its_time_is_over(account: Account) -> None:
    event(account, 40)
    assert set(prune(seconds=0).values()) == {0}
    assert prune(seconds=5)["events"] == 1


def _fill(scenario: Scenario, count: int) -> None:
    """That many waiting runs, each due on another minute of the coming months."""
    moment = clock.now()
    for start in range(0, count, 20_000):
        numbers = range(start, min(start + 20_000, count))
        followers = Follower.objects.bulk_create(
            [
                Follower(account=scenario.account, line_user_id=f"U{number}", status="friend")
                for number in numbers
            ],
            batch_size=5000,
        )
        Enrolment.objects.bulk_create(
            [
                Enrolment(
                    scenario=scenario, version=scenario.current_version, follower=one, status="waiting",
                    step_id="a", arrived_at=moment, entered_at=moment, cause="by_hand",
                    due_at=moment + timedelta(minutes=number % 100_000 - 500),
                )
                for number, one in zip(numbers, followers, strict=True)
            ],
            batch_size=5000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.slow
@pytest.mark.fault("D-10")
def test_what_the_tick_asks_reads_partial_indexes_only(account: Account) -> None:
    """With 30,000 waiting runs; ten millions were not generated: an index scan with a bound costs the same."""
    scenario = make_scenario(account, send("Hi"), publish=True)
    _fill(scenario, 30_000)
    moment = clock.now()
    plan = Enrolment.objects.due(moment)[:1000].explain()
    assert "linesteps_enrolment_due" in plan, plan
    assert "Seq Scan" not in plan and "SCAN linesteps_enrolment\n" not in f"{plan}\n", plan
    # PostgreSQL may sort the few rows that are due, after it has found them in the index.
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.fault("D-10")
def test_outbox_inbox_and_activities_are_read_by_partial_indexes(account: Account) -> None:
    moment = clock.now()
    Dispatch.objects.bulk_create(
        Dispatch(
            account=account, endpoint="push", status="accepted", messages="[]", recipients=[], due_at=moment,
            created_at=moment,
        )
        for _number in range(3000)
    )  # fmt: skip
    InboxEvent.objects.bulk_create(
        InboxEvent(
            account=account, webhook_event_id=str(number), occurred_at=moment, received_at=moment, payload={},
            status="done",
        )
        for number in range(3000)
    )  # fmt: skip
    friend = make_friend(account)
    Activity.objects.bulk_create(
        Activity(follower=friend, kind="x", at=moment, handled_at=moment) for _number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = Dispatch.objects.claimable(moment, moment)[:500].explain()
    # Of the two indexes of what is due, PostgreSQL takes either one while nothing is.
    is_by_index = "linesteps_dispatch_due" in plan or "linesteps_dispatch_lane" in plan
    assert (
        is_by_index
        and "linesteps_dispatch_orphaned" in plan
        and "Seq Scan on linesteps_dispatch " not in plan
    ), plan
    plan = InboxEvent.objects.waiting()[:500].explain()
    assert "linesteps_inboxevent_waiting" in plan, plan
    plan = Activity.objects.unhandled()[:200].explain()
    assert "linesteps_activity_unhandled" in plan, plan


@pytest.mark.fault("D-10")
def test_what_is_asked_of_a_batch_reads_what_its_people_did_and_not_what_everybody_did(
    account: Account,
) -> None:
    moment = clock.now()
    people = [make_friend(account) for _number in range(30)]
    Activity.objects.bulk_create(
        Activity(follower=person, kind="message_received", at=moment, handled_at=moment)
        for person in people
        for _number in range(100)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    subjects = [Subject(follower_id=people[0].pk, enrolment_id=1, entered_at=moment)]
    with CaptureQueriesContext(connection) as asked:
        found = conditions.get("replied").load({"since": "start", "days": None, "is_absent": False}, subjects)
    assert found == {people[0].pk: moment}
    with connection.cursor() as cursor:
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {asked[0]['sql']}")
        plan = str(cursor.fetchall())
    # By the people: the index of their timeline, or of the foreign key.
    assert "linesteps_activity_timeline" in plan or "linesteps_activity_follower" in plan, plan
