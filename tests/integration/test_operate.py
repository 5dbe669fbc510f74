"""Pausing, closing, resuming and ending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from linesteps import clock
from linesteps.engine.models import Enrolment
from linesteps.engine.operate import operate
from linesteps.engine.versions import forget_versions
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START

State = Scenario.State


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine() as line:
        yield Shop(line, virtual)


@pytest.fixture
def scenario(shop: Shop) -> Scenario:
    return shop.publish(steps=[send("Welcome"), wait(days=3), send("Later")])


@pytest.mark.fault("A-04")
def test_a_pause_stops_the_clock_of_people_inside(shop: Shop, scenario: Scenario) -> None:
    friend = shop.add_friend()
    shop.pass_time(days=1)
    operate(scenario, State.PAUSED)
    shop.pass_time(days=10)
    assert shop.texts_to(friend) == ["Welcome"]
    operate(scenario, State.ACTIVE)
    shop.pass_time(days=1, hours=23)
    assert shop.texts_to(friend) == ["Welcome"]
    shop.pass_time(hours=1)
    assert shop.texts_to(friend) == ["Welcome", "Later"]


def test_a_paused_scenario_takes_in_nobody(shop: Shop, scenario: Scenario) -> None:
    operate(scenario, State.PAUSED)
    friend = shop.add_friend()
    operate(scenario, State.ACTIVE)
    shop.pass_time(days=5)
    assert shop.texts_to(friend) == []


def test_a_closing_scenario_lets_people_inside_finish_and_takes_in_nobody(
    shop: Shop, scenario: Scenario
) -> None:
    inside = shop.add_friend("Inside")
    operate(scenario, State.CLOSING)
    late = shop.add_friend("Late")
    shop.pass_time(days=5)
    assert shop.texts_to(inside) == ["Welcome", "Later"]
    assert shop.texts_to(late) == []


def test_everybody_leaves_when_a_scenario_is_ended(shop: Shop, scenario: Scenario) -> None:
    friend = shop.add_friend()
    operate(scenario, State.ENDED)
    shop.pass_time(days=5)
    assert shop.texts_to(friend) == ["Welcome"]
    assert shop.run_of(friend).left_reason == Enrolment.LeftReason.ENDED


def test_publishing_an_older_draft_does_not_end_a_pause(shop: Shop, scenario: Scenario) -> None:
    draft = scenario.save_revision()
    operate(scenario, State.PAUSED)
    draft.publish()
    scenario.refresh_from_db()
    assert scenario.state == State.PAUSED
    assert scenario.paused_at == START


def test_a_scheduled_scenario_with_a_problem_does_not_stop_the_others(shop: Shop) -> None:
    broken = shop.draw(name="Broken", steps=[])
    sound = shop.draw(name="Sound", steps=[send("Hello")])
    for scenario in (broken, sound):
        scenario.go_live_at = timezone.now() - timedelta(minutes=1)
        revision = scenario.save_revision()
        revision.approved_go_live_at = scenario.go_live_at
        revision.save()
    call_command("publish_scheduled", verbosity=0)
    for scenario in (broken, sound):
        scenario.refresh_from_db()
    assert not broken.live
    assert broken.current_version is None
    assert sound.live
    assert sound.current_version is not None
    call_command("publish_scheduled", verbosity=0)


@pytest.mark.fault("A-04")
def test_after_three_days_of_pause_nothing_comes_at_once_and_each_wait_keeps_what_was_left(
    shop: Shop, scenario: Scenario
) -> None:
    friends = []
    for number in range(4):
        friends.append(shop.add_friend(f"Friend {number}"))
        shop.pass_time(hours=12)
    before = dict(Enrolment.objects.values_list("pk", "due_at"))
    operate(scenario, State.PAUSED)
    shop.pass_time(days=3)
    sent = len(shop.line.sends)
    operate(scenario, State.ACTIVE)
    shop.settle()
    assert len(shop.line.sends) == sent
    after = dict(Enrolment.objects.values_list("pk", "due_at"))
    assert after == {pk: due_at + timedelta(days=3) for pk, due_at in before.items()}
    shop.pass_time(days=4)
    assert [shop.texts_to(friend) for friend in friends] == [["Welcome", "Later"]] * 4
