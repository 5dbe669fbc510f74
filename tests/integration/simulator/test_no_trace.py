"""A trial leaves nothing behind, and what cannot be played says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, transaction

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import StepVisit
from linesteps.followers.models import Follower
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.simulator import play
from linesteps.testing.build import (
    jump,
    send,
    step,
    wait,
)
from tests.integration.simulator.trying import NEXT, drawn, run, sc5, texts


def test_draft_with_problems_names_them_and_one_without_start_condition_can_be_tried(
    account: Account,
) -> None:
    with pytest.raises(ScenarioHasProblems) as refusal:
        run(drawn(account, send("Hi"), step("send", {"name": "", "messages": []}, "empty")))
    assert [found.problem.step_id for found in refusal.value.found] == ["empty"]
    assert texts(run(drawn(account, send("Hi"), triggers=[]))) == ["Hi"]


def test_bounds_end_an_endless_scenario_with_what_happened_so_far(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = drawn(account, send("Again", id="a"), wait(minutes=10), jump("a"))
    monkeypatch.setattr(play, "MOST_EVENTS", 40)
    found = run(loop, {"act": "pass", "hours": 24})
    assert "more than 40" in found.stopped and 40 <= len(found.events) < 60
    assert "400 days" in run(loop, {"act": "until", "at": "2029-01-01T00:00"}).stopped
    monkeypatch.setattr(play, "PATIENCE_SECONDS", 0.0)
    assert "too long" in run(loop, NEXT).stopped


def dump() -> dict[str, str]:
    """Every row of every table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = model._base_manager.order_by("pk")
        found[model._meta.label] = serializers.serialize("json", rows)
    return found


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    rung: list[str] = []
    monkeypatch.setattr(doorbell, "_ring", rung.append)
    yield rung


@pytest.mark.django_db(transaction=True)
def test_trial_changes_no_row_and_rings_no_bell(account: Account, rings: list[str]) -> None:
    scenario = sc5(account)
    scenario.live = False
    scenario.save()
    scenario.save_revision().publish()
    scenario.refresh_from_db()
    friend = Follower.objects.create(account=account, line_user_id="U1", status="friend", display_name="A")
    assert enrol(scenario, friend, cause="by_hand") is not None
    before = dump()
    rings.clear()
    committed: list[str] = []
    script = [
        {"act": "tap", "message": 0, "button": 0},
        {"act": "say", "text": "Hi"},
        *[NEXT] * 2,
        {"act": "block"},
        {"act": "unblock"},
        {"act": "pass", "hours": 24 * 20},
    ]
    assert len(texts(run(scenario, *script))) > 2
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append("mine"))
        run(scenario, *script)
    assert committed == ["mine"] and rings == []
    assert dump() == before
    # The real friend's run was due all the time, and is moved by the engine only.
    assert advance() == 1


@pytest.mark.django_db(transaction=True)
def test_trial_that_breaks_down_leaves_nothing_either(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump()

    def broken(*args: Any, **more: Any) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(play, "advance", broken)
    with pytest.raises(RuntimeError):
        run(sc5(account))
    assert dump() == before
    assert abs((clock.now() - clock.real_now()).total_seconds()) < 5


@pytest.mark.django_db(transaction=True)
def test_other_threads_keep_their_time_and_move_real_friends_meanwhile(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = drawn(account, wait(days=5), send("Hi"))
    scenario.live = False
    scenario.save()
    scenario.save_revision().publish()
    scenario.refresh_from_db()
    friend = Follower.objects.create(account=account, line_user_id="U1", status="friend")
    seen: list[Any] = []
    real_advance = play.advance

    def meanwhile(**options: Any) -> int:
        if not seen:
            seen.append(None)
            thread = threading.Thread(target=look)
            thread.start()
            thread.join(20)
        return real_advance(**options)

    def look() -> None:
        try:
            seen.append(clock.now())
            # SQLite has one writer at a time: there, others wait until the trial is over.
            if connection.vendor == "postgresql":
                seen.append(enrol(scenario, friend, cause="by_hand"))
                seen.append(advance())
        finally:
            connection.close()

    monkeypatch.setattr(play, "advance", meanwhile)
    future = clock.now() + timedelta(days=100)
    run(scenario, NEXT, start=future)
    assert abs((seen[1] - clock.real_now()).total_seconds()) < 30
    if connection.vendor == "postgresql":
        assert seen[2] is not None and seen[3] == 1
        assert StepVisit.objects.count() == 0 and friend.enrolments.get().status == "waiting"
