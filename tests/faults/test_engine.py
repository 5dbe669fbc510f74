"""Fault matrix, engine: two at once, crashes, bugs of kinds, loops and vanished kinds (E-01 to E-09, E-13)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connections

from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.react import react_to_activities
from linesteps.engine.versions import forget_versions
from linesteps.graph import Context, Effect, Goto, Result, WaitUntil
from linesteps.outbox.dispatch import dispatch
from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.steps.kind import StepKind, registry
from linesteps.testing.build import branch, clicked, path, send, trigger, wait
from linesteps.testing.shop import Shop

Status = Enrolment.Status


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all acts in threads that start together; returns their answers, or raises what one raised."""
    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            answers[number] = acts[number]()
        except Exception as error:  # noqa: BLE001 - raised again below
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers


def till_done(verb: Callable[[], int]) -> Callable[[], None]:
    def act() -> None:
        while verb():
            pass

    return act


def seqs_of(shop: Shop, friend: str) -> list[int]:
    visits = StepVisit.objects.filter(enrolment=shop.run_of(friend)).order_by("seq")
    return list(visits.values_list("seq", flat=True))


@pytest.mark.fault("E-01")
def test_two_starts_at_once_make_one_run(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(days=1), send("Hi")], triggers=[trigger("by_hand")], can_repeat=True)
    follower = shop.follower(shop.add_friend())
    started = at_once(*[lambda: enrol(scenario, follower, cause="by_hand")] * 8)
    assert len([run for run in started if run is not None]) == 1
    assert Enrolment.objects.count() == 1


@pytest.mark.fault("E-02")
def test_workers_that_move_the_same_people_move_each_once(shop: Shop) -> None:
    assert shop.virtual is not None
    shop.publish(steps=[wait(days=1), send("One"), send("Hello {{ display_name|you }}")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(20)]
    shop.virtual.move_by(days=1)
    movers = [till_done(lambda: advance(limit=3))] * 4
    senders = [till_done(lambda: dispatch(limit=3))] * 2
    at_once(*movers, *senders)
    shop.settle()
    got = Counter(user_id for one in shop.line.sends for user_id in one.reached)
    assert got == dict.fromkeys(friends, 2)
    assert all(seqs_of(shop, friend) == [1, 2, 3] for friend in friends)


class Faulty(StepKind):
    """A kind with a bug that shows for one follower only."""

    name = "faulty"
    unlucky = 0
    bug: Callable[[], Any]

    def run(self, config: Any, ctx: Context) -> Result:
        answer: Result = type(self).bug() if ctx.follower_id == self.unlucky else Result(outcome=Goto())
        return answer

    def summary(self, value: Any) -> str:
        return "Faulty"


BUGS: dict[str, Callable[[], Any]] = {
    "raises": lambda: 1 / 0,
    "returns nothing": lambda: None,
    "unknown port": lambda: Result(outcome=Goto(port="nowhere"), effects=(Effect(kind="send"),)),
    "odd outcome": lambda: Result(outcome="soon"),  # type: ignore[arg-type]
    "naive time": lambda: Result(outcome=WaitUntil(at=datetime(2027, 1, 1))),
    "no time": lambda: Result(outcome=WaitUntil(at="tomorrow")),  # type: ignore[arg-type]
}


@contextmanager
def as_kind(kind: StepKind) -> Iterator[None]:
    registry.register(kind)
    try:
        yield
    finally:
        registry.discard(kind.name)


def change_kind(scenario: Scenario, step_id: str, kind: str) -> None:
    """What a deploy with another program would make of a stored version."""
    version = scenario.current_version
    assert version is not None
    version.graph["nodes"][step_id]["kind"] = kind
    version.save()
    forget_versions()


@pytest.mark.fault("E-04")
@pytest.mark.parametrize("bug", BUGS)
def test_bug_in_a_step_stops_the_one_it_hits_and_nobody_else(shop: Shop, bug: str) -> None:
    steps = [wait(days=1), send("Before"), send("?", id="bug"), send("After")]
    scenario = shop.publish(steps=steps)
    change_kind(scenario, "bug", "faulty")
    friends = [shop.add_friend(f"Friend {number}") for number in range(4)]
    faulty = Faulty()
    faulty.unlucky = shop.follower(friends[1]).pk
    Faulty.bug = staticmethod(BUGS[bug])
    with as_kind(faulty):
        shop.pass_time(days=2)
    run = shop.run_of(friends[1])
    assert run.status == Status.STUCK and run.due_at is None and run.trouble
    assert shop.texts_to(friends[1]) == ["Before"]
    for friend in (friends[0], friends[2], friends[3]):
        assert shop.texts_to(friend) == ["Before", "After"]
        assert shop.run_of(friend).status == Status.COMPLETED
    # Mended, and tried again by an operator.
    Faulty.unlucky = 0
    with as_kind(Faulty()):
        Enrolment.objects.filter(pk=run.pk).update(status=Status.RUNNING, due_at=run.arrived_at, trouble="")
        shop.settle()
    assert shop.texts_to(friends[1]) == ["Before", "After"]
    assert seqs_of(shop, friends[1]) == [1, 2, 3, 4]


@pytest.mark.fault("E-05")
def test_tap_at_the_moment_of_the_timeout_takes_exactly_one_path(shop: Shop) -> None:
    assert shop.virtual is not None
    taken = branch(path([clicked("s")], [send("Tapped")]), otherwise=[send("Not")], wait_hours=1, id="?")
    shop.publish(steps=[send("https://example.com/", id="s"), taken, send("After")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(20)]
    links = [shop.links_to(friend)[0].removeprefix("http://127.0.0.1:8000") for friend in friends]
    shop.virtual.move_by(hours=1)

    def tap() -> None:
        for link in links:
            shop.client.get(link, headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6)"})
            react_to_activities()

    at_once(tap, till_done(lambda: advance(limit=2)), till_done(lambda: advance(limit=2)))
    shop.settle()
    for friend in friends:
        texts = shop.texts_to(friend)
        assert len(texts) == 3 and texts[1] in {"Tapped", "Not"} and texts[2] == "After"
        [port] = StepVisit.objects.filter(enrolment=shop.run_of(friend), step_id="?").values_list("port")
        assert port == ("path1",) if texts[1] == "Tapped" else ("else",)


@pytest.mark.fault("E-06")
def test_who_comes_back_still_waits_for_the_tap(shop: Shop) -> None:
    taken = branch(path([clicked("s")], [send("Tapped")]), otherwise=[send("Not")], wait_hours=48)
    steps = [send("https://example.com/", id="s"), taken]
    shop.publish(steps=steps, re_entry=Scenario.ReEntry.RESUME)
    friend = shop.add_friend()
    shop.pass_time(hours=1)
    shop.block(friend)
    shop.pass_time(hours=1)
    shop.unblock(friend)
    assert shop.run_of(friend).status == Status.WAITING
    shop.tap_link(friend)
    assert shop.texts_to(friend)[-1] == "Tapped"


@pytest.mark.fault("E-06")
def test_follow_that_is_told_twice_starts_one_run(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Hi")])
    friend = shop.add_friend()
    shop.pass_time(minutes=1)
    shop.block(friend)
    for _ in range(2):
        shop.pass_time(minutes=1)
        shop.unblock(friend)
    assert Enrolment.objects.live().count() == 1
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Hi"]


@pytest.mark.fault("E-07")
def test_loop_in_a_stored_version_gets_stuck_and_harms_nobody(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(days=1, id="w"), send("Again", id="a")])
    version = ScenarioVersion.objects.get(scenario=scenario)
    node = {"kind": "jump", "config": {"step": "x"}}
    version.graph["nodes"] |= {
        "x": {**node, "ports": {"next": "y"}},
        "y": {**node, "ports": {"next": "x"}},
    }
    version.graph["nodes"]["a"]["ports"] = {"next": "x"}
    version.save()
    forget_versions()
    friend = shop.add_friend()
    shop.pass_time(days=3)
    assert shop.run_of(friend).status == Status.STUCK
    assert "without a wait" in shop.run_of(friend).trouble
    assert shop.texts_to(friend) == ["Again"]


@pytest.mark.fault("E-09")
def test_kind_that_a_deploy_dropped_loses_nobody_and_works_again_when_it_is_back(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("One", id="s"), send("Two")])
    friend = shop.add_friend()
    kind = registry.get("send")
    registry.discard("send")
    try:
        shop.pass_time(days=2)
    finally:
        registry.register(kind)
    run = shop.run_of(friend)
    assert (run.status, run.step_id) == (Status.STUCK, "s")
    assert "send" in run.trouble
    Enrolment.objects.filter(pk=run.pk).update(status=Status.RUNNING, due_at=run.arrived_at, trouble="")
    shop.settle()
    assert shop.texts_to(friend) == ["One", "Two"]


@pytest.mark.fault("E-13")
def test_draft_changes_nothing_until_it_is_published(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(days=1, id="w"), send("Old", id="s")])
    early = shop.add_friend("Early")
    drawn: Any = scenario
    drawn.steps = [wait(days=1, id="w"), send("New", id="s")]
    revision = scenario.save_revision()
    middle = shop.add_friend("Middle")
    shop.pass_time(days=2)
    revision.publish()
    late = shop.add_friend("Late")
    shop.pass_time(days=2)
    assert [shop.texts_to(friend) for friend in (early, middle, late)] == [["Old"], ["Old"], ["New"]]
