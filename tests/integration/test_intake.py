"""People who were friends before start when an editor asks for it: batch by batch, and nobody twice."""

from __future__ import annotations

from datetime import time

import pytest

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine import intake
from linesteps.engine.enrol import enrol
from linesteps.engine.intake import candidates, request_intake, take_in
from linesteps.engine.models import EXISTING_FRIENDS, Enrolment, Intake
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from linesteps.tick import due
from tests.admin.builders import make_account, make_friend


@pytest.fixture
def scenario(shop: Shop) -> Scenario:
    return shop.publish(
        steps=[send("Hello"), wait(days=3), send("Bye")], triggers=[trigger("tag_added", tag="x")]
    )


def entered(scenario: Scenario) -> int:
    return Enrolment.objects.filter(scenario=scenario).count()


def test_all_friends_start_and_get_the_first_message(shop: Shop, scenario: Scenario) -> None:
    people = [shop.add_friend(f"Friend {number}") for number in range(3)]
    make_friend(make_account(), "Somebody else's")
    assert request_intake(scenario) is not None
    assert "take_in_friends" in due()
    shop.settle()
    assert [shop.texts_to(person) for person in people] == [["Hello"]] * 3
    assert {run.cause for run in Enrolment.objects.all()} == {EXISTING_FRIENDS}
    done = Intake.objects.get()
    assert done.finished_at is not None and done.entered == 3
    assert "take_in_friends" not in due()


def test_who_blocked_is_inside_or_was_inside_is_left_out(shop: Shop, scenario: Scenario) -> None:
    new, blocked, inside, finished = (shop.add_friend(name) for name in ("New", "Blocked", "In", "Done"))
    shop.block(blocked)
    for person in (inside, finished):
        enrol(scenario, shop.follower(person), cause="by_hand")
    Enrolment.objects.filter(follower=shop.follower(finished)).update(
        status="completed", due_at=None, ended_at=clock.now()
    )
    assert [str(one) for one in candidates(scenario)] == ["New"]
    request_intake(scenario)
    shop.settle()
    assert shop.run_of(new).cause == EXISTING_FRIENDS
    assert entered(scenario) == 3


def test_who_has_finished_starts_again_if_the_scenario_may_repeat(shop: Shop, scenario: Scenario) -> None:
    finished = shop.add_friend("Done")
    enrol(scenario, shop.follower(finished), cause="by_hand")
    Enrolment.objects.update(status="completed", due_at=None, ended_at=clock.now())
    assert candidates(scenario).count() == 0
    Scenario.objects.update(can_repeat=True)
    scenario.refresh_from_db()
    assert candidates(scenario).count() == 1
    request_intake(scenario)
    shop.settle()
    assert entered(scenario) == 2


def test_it_goes_on_batch_by_batch_where_it_was_cut_off(
    shop: Shop, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)
    for number in range(5):
        make_friend(shop.account, f"Friend {number}")
    request_intake(scenario)
    assert [take_in(), entered(scenario)] == [2, 2]
    assert [take_in(), entered(scenario)] == [2, 4]
    assert Intake.objects.get().finished_at is None
    assert [take_in(), entered(scenario)] == [1, 5]
    assert Intake.objects.get().finished_at is not None
    assert take_in() == 0


def test_second_request_while_the_first_is_under_way_is_none(shop: Shop, scenario: Scenario) -> None:
    assert request_intake(scenario) is not None
    assert request_intake(scenario) is None
    shop.settle()
    assert request_intake(scenario) is not None


def test_pause_holds_it_up_and_the_end_ends_it(shop: Shop, scenario: Scenario) -> None:
    make_friend(shop.account)
    request_intake(scenario)
    Scenario.objects.update(state=Scenario.State.PAUSED)
    assert take_in() == 0 and entered(scenario) == 0
    assert Intake.objects.get().finished_at is None
    Scenario.objects.update(state=Scenario.State.CLOSING)
    assert take_in() == 0 and entered(scenario) == 0
    assert Intake.objects.get().finished_at is not None


def test_first_message_waits_for_the_end_of_quiet_hours(shop: Shop, scenario: Scenario) -> None:
    assert shop.virtual is not None
    # Without the minutes by which people are spread.
    Account.objects.update(spread_minutes=0)
    person = shop.add_friend()
    shop.run_until(shop.virtual.at.replace(hour=22))
    request_intake(scenario)
    shop.settle()
    assert shop.texts_to(person) == []
    shop.pass_time(hours=12)
    arrivals = shop.arrivals(person)
    assert [(at.time(), text) for at, text in arrivals] == [(time(9), "Hello")]


def test_request_for_a_scenario_of_nobody_ends_at_once(shop: Shop, scenario: Scenario) -> None:
    request_intake(scenario)
    assert take_in() == 0
    assert Intake.objects.get().finished_at is not None
