"""Publishing a scenario again, with people inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment
from linesteps.engine.versions import forget_versions
from linesteps.followers.models import Activity
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.carry_over import Deleted, Inside
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, buttons, clicked, path, send, tagged, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START

WAIT, EXTRA, LAST = "wait-step", "extra-step", "last-step"


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine() as line:
        yield Shop(line, virtual)


@pytest.fixture
def scenario(shop: Shop) -> Scenario:
    return shop.publish(steps=[send("Welcome"), wait(days=3, id=WAIT), send("Old", id=LAST)])


def change(shop: Shop, scenario: Scenario, steps: list[Any], **values: Any) -> None:
    drawn: Any = scenario
    drawn.steps = steps
    for name, value in values.items():
        setattr(drawn, name, value)
    shop.publish(scenario)


@pytest.mark.fault("E-08")
def test_people_move_to_the_new_version_and_their_timer_keeps_its_time(
    shop: Shop, scenario: Scenario
) -> None:
    friend = shop.add_friend()
    due_at = shop.run_of(friend).due_at
    shop.pass_time(days=1)
    change(shop, scenario, [send("Welcome"), wait(days=9, id=WAIT), send("New", id=LAST)])
    run = shop.run_of(friend)
    assert run.version == scenario.current_version
    assert run.due_at == due_at
    shop.pass_time(days=3)
    assert shop.texts_to(friend) == ["Welcome", "New"]


@pytest.mark.fault("E-08")
def test_people_finish_the_old_version_if_told_so(shop: Shop, scenario: Scenario) -> None:
    friend = shop.add_friend()
    new_steps = [send("Welcome"), wait(days=3, id=WAIT), send("New", id=LAST)]
    change(shop, scenario, new_steps, inside=Inside.FINISH)
    later = shop.add_friend("Later")
    shop.pass_time(days=4)
    assert shop.texts_to(friend) == ["Welcome", "Old"]
    assert shop.texts_to(later) == ["Welcome", "New"]


@pytest.mark.fault("E-08")
def test_it_ends_for_people_inside_if_told_so(shop: Shop, scenario: Scenario) -> None:
    friend = shop.add_friend()
    change(shop, scenario, [send("Hi"), wait(days=3, id=WAIT), send("New", id=LAST)], inside=Inside.END)
    shop.pass_time(days=4)
    assert shop.texts_to(friend) == ["Welcome"]
    assert shop.run_of(friend).left_reason == Enrolment.LeftReason.ENDED


@pytest.mark.fault("E-08")
def test_a_deleted_step_with_people_needs_an_answer(shop: Shop, scenario: Scenario) -> None:
    friend = shop.add_friend()
    before = scenario.current_version
    with pytest.raises(ScenarioHasProblems) as refused:
        change(shop, scenario, [send("Welcome"), send("New", id=LAST)])
    assert refused.value.found[0].place == ("deleted",)
    scenario.refresh_from_db()
    assert scenario.current_version == before
    assert shop.run_of(friend).version == before


@pytest.mark.fault("E-08")
def test_people_at_a_deleted_step_go_on_when_they_would_have(shop: Shop, scenario: Scenario) -> None:
    friend = shop.add_friend()
    change(shop, scenario, [send("Welcome"), send("New", id=LAST)], deleted=Deleted.NEXT)
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome"]
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "New"]
    assert shop.run_of(friend).status == Enrolment.Status.COMPLETED


@pytest.mark.fault("E-08")
def test_people_at_a_deleted_last_step_have_finished(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("Welcome", id=EXTRA), wait(days=3, id=WAIT)])
    friend = shop.add_friend()
    change(shop, scenario, [send("Welcome", id=EXTRA)], deleted=Deleted.NEXT)
    assert shop.run_of(friend).status == Enrolment.Status.COMPLETED


@pytest.mark.fault("E-08")
def test_people_leave_at_a_deleted_step_if_told_so(shop: Shop, scenario: Scenario) -> None:
    friend = shop.add_friend()
    change(shop, scenario, [send("Welcome"), send("New", id=LAST)], deleted=Deleted.END)
    shop.pass_time(days=9)
    assert shop.texts_to(friend) == ["Welcome"]
    assert shop.run_of(friend).left_reason == Enrolment.LeftReason.ENDED


FORK, SIDE, OTHERS = "fork-step", "side-step", "others-step"


@pytest.mark.fault("E-08")
@pytest.mark.parametrize("is_turned", [False, True])
def test_way_of_everyone_else_is_taken_however_the_database_orders_the_ports(
    shop: Shop, is_turned: bool
) -> None:
    fork = branch(
        path([tagged("vip")], [send("For regulars", id=SIDE)]),
        otherwise=[send("For others", id=OTHERS)],
        wait_hours=48,
        id=FORK,
    )
    scenario = shop.publish(steps=[send("Welcome"), fork, send("Bye", id=LAST)])
    friend = shop.add_friend()
    version = scenario.current_version
    assert version is not None and shop.run_of(friend).step_id == FORK
    ports = version.graph["nodes"][FORK]["ports"]
    if is_turned:
        version.graph["nodes"][FORK]["ports"] = dict(reversed(ports.items()))
        version.save()
    steps = [
        send("Welcome"),
        send("For regulars", id=SIDE),
        send("For others", id=OTHERS),
        send("Bye", id=LAST),
    ]
    change(shop, scenario, steps, deleted=Deleted.NEXT)
    shop.pass_time(days=3)
    assert shop.texts_to(friend) == ["Welcome", "For others", "Bye"]


@pytest.mark.fault("E-08")
@pytest.mark.parametrize("text", ["One for all", "Hello {{ display_name }}"])
def test_ending_it_takes_back_what_was_not_sent_yet_and_stands_in_the_history(shop: Shop, text: str) -> None:
    steps = [wait(hours=1), send(text), wait(days=3, id=WAIT), send("Old", id=LAST)]
    scenario = shop.publish(steps=steps)
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    Account.objects.update(paused_at=clock.now())
    shop.pass_time(hours=20)
    assert {row.status for row in Dispatch.objects.all()} == {Dispatch.Status.NEW}
    change(shop, scenario, [wait(hours=1), send("New", id=LAST)], inside=Inside.END)
    assert {row.status for row in Dispatch.objects.all()} == {Dispatch.Status.CANCELLED}
    assert Activity.objects.filter(kind="left", data__reason="ended").count() == 3
    Account.objects.update(paused_at=None)
    shop.pass_time(days=5)
    assert [shop.texts_to(friend) for friend in friends] == [[], [], []]


@pytest.mark.fault("E-08")
def test_who_leaves_is_taken_off_a_call_that_others_share(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=1), send("One for all"), wait(days=3, id=WAIT)])
    gone, *staying = [shop.add_friend(f"Friend {number}") for number in range(3)]
    Account.objects.update(paused_at=clock.now())
    shop.pass_time(hours=20)
    with transaction.atomic():
        Enrolment.objects.filter(pk=shop.run_of(gone).pk).take_out(Enrolment.LeftReason.REMOVED)
    Account.objects.update(paused_at=None)
    # Behind the quiet hours.
    shop.pass_time(hours=8)
    assert shop.texts_to(gone) == []
    assert [shop.texts_to(friend) for friend in staying] == [["One for all"]] * 2
    assert shop.run_of(gone).resume_at is not None


@pytest.mark.fault("E-08")
def test_wait_for_a_sign_listens_to_what_the_new_version_asks(shop: Shop) -> None:
    welcome = send(buttons("Look", ("See", "https://example.com/shop")), id=EXTRA)
    old = branch(path([tagged("vip")], [send("For regulars")]), wait_hours=48, id=FORK)
    new = branch(path([clicked(EXTRA)], [send("You looked")]), wait_hours=48, id=FORK)
    scenario = shop.publish(steps=[welcome, old])
    friend = shop.add_friend()
    due_at = shop.run_of(friend).due_at
    change(shop, scenario, [welcome, new])
    assert shop.run_of(friend).due_at == due_at
    shop.tap_link(friend)
    shop.settle()
    assert shop.texts_to(friend)[-1] == "You looked"
