"""Fault matrix, engine: one process that moves runs with two connections at a time (E-02, E-03)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from linesteps.engine import advance as engine
from linesteps.engine import two_drains
from linesteps.engine.advance import Drain
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.two_drains import TwoDrains
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.faults.invariants import check_invariants, drain
from tests.faults.test_crowds import crowd

PEOPLE = 60
#: Waits until another thread has come as far; long enough for a busy machine.
PATIENCE_SECONDS = 30


@pytest.fixture
def scenario(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """People who are due, in batches of five."""
    monkeypatch.setattr(engine, "_batch", lambda: 5)
    monkeypatch.setattr(two_drains, "WAITS", -1.0)
    found = shop.publish(steps=[send("Now"), wait(days=1)], triggers=[trigger("by_hand")])
    crowd(shop, found, PEOPLE)
    return found


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def watched(monkeypatch: pytest.MonkeyPatch, before: Callable[[], None] = lambda: None) -> Counter[bool]:
    """How many batches were moved in this thread (true) and in another one (false)."""
    found: Counter[bool] = Counter()
    main, original = threading.current_thread(), Drain.advance

    def advance(self: Drain) -> int:
        before()
        count = original(self)
        if count:
            found[threading.current_thread() is main] += 1
        return count

    monkeypatch.setattr(Drain, "advance", advance)
    return found


def move() -> int:
    moved = 0
    with TwoDrains() as drains:
        while drains.advance():
            moved += 1
    return moved


def everybody_moved_once(shop: Shop) -> None:
    assert StepVisit.objects.count() == PEOPLE
    assert not Enrolment.objects.exclude(status="waiting", seq=1).exists()
    drain(shop)
    check_invariants(shop)


@pytest.mark.fault("E-02")
def test_everybody_is_moved_once_by_two_drains_where_the_database_lets_them(
    shop: Shop, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)
    seen: set[threading.Thread] = set()

    def meet() -> None:
        # The second drain begins after this thread's first batch; from then on both are at work.
        thread = threading.current_thread()
        if on_postgres() and found and thread not in seen:
            seen.add(thread)
            both.wait(PATIENCE_SECONDS)

    found: Counter[bool] = Counter()
    found = watched(monkeypatch, meet)
    move()
    assert sum(found.values()) == PEOPLE / 5
    assert bool(found[False]) is on_postgres()
    everybody_moved_once(shop)


@pytest.mark.fault("E-03")
def test_what_stops_the_second_drain_is_heard_and_its_batch_is_due_as_before(
    shop: Shop, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not on_postgres():
        pytest.skip("SQLite has one writer, so there is no second drain")
    main, original = threading.current_thread(), engine.commit
    may_end = threading.Event()

    def break_in_second(*args: object) -> None:
        if threading.current_thread() is not main:
            may_end.set()
            raise RuntimeError("the second one breaks")
        if StepVisit.objects.exists():
            # Not everything is moved before the second one has come so far.
            assert may_end.wait(PATIENCE_SECONDS)
        original(*args)

    monkeypatch.setattr(engine, "commit", break_in_second)
    with pytest.raises(RuntimeError, match="the second one breaks"):
        move()
    monkeypatch.setattr(engine, "commit", original)
    move()
    everybody_moved_once(shop)


@pytest.mark.fault("Q-05")
def test_end_waits_for_the_second_drain_which_takes_no_more(
    shop: Shop, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = watched(monkeypatch)
    with pytest.raises(TimeoutError), TwoDrains() as drains:
        drains.advance()
        raise TimeoutError
    assert [one for one in threading.enumerate() if one.name.startswith("linesteps-engine")] == []
    assert StepVisit.objects.count() == sum(found.values()) * 5
    move()
    assert StepVisit.objects.count() == PEOPLE


def test_there_is_one_drain_where_another_connection_would_not_see_the_work(
    shop: Shop, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = watched(monkeypatch)
    with transaction.atomic():
        move()
    assert found == Counter({True: PEOPLE / 5})


def test_one_drain_does_where_this_process_has_most_of_the_work(
    shop: Shop, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_drains, "WAITS", 1.1)
    found = watched(monkeypatch)
    move()
    assert found == Counter({True: PEOPLE / 5})


def test_error_of_the_second_drain_is_told_even_if_the_first_one_fails_as_well(
    shop: Shop, scenario: Scenario, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if not on_postgres():
        pytest.skip("SQLite has one writer, so there is no second drain")
    main, original = threading.current_thread(), engine.commit

    def break_in_second(*args: object) -> None:
        if threading.current_thread() is not main:
            raise RuntimeError("the second one breaks")
        original(*args)

    monkeypatch.setattr(engine, "commit", break_in_second)
    with pytest.raises(TimeoutError), TwoDrains() as drains:
        drains.advance()
        drains._second._future.exception(PATIENCE_SECONDS)
        raise TimeoutError
    assert "the second one breaks" in caplog.text
