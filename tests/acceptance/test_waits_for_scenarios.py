"""Waits and exit rules that ask about another scenario are looked at the moment it starts, ends or is left."""

from __future__ import annotations

import pytest

from linesteps import clock
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity
from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.versions import AskedScenario
from linesteps.testing.build import Plain, branch, condition, path, send, tagged, trigger, wait, wait_for
from linesteps.testing.shop import Shop


def by_hand(shop: Shop, name: str, *steps: Plain, **values: object) -> Scenario:
    return shop.publish(name=name, steps=list(steps), triggers=[trigger("by_hand")], **values)


def asks(other: Scenario, state: str, *, is_absent: bool = False) -> Plain:
    return condition("in_scenario", scenario=str(other.pk), state=state, is_absent=is_absent)


def start(shop: Shop, scenario: Scenario, friend: str) -> None:
    assert enrol(scenario, shop.follower(friend), cause="by_hand", at=clock.now())
    shop.settle()


def test_wait_ends_the_moment_the_other_scenario_does_what_is_waited_for(shop: Shop) -> None:
    shop.account.hold_per_day = shop.account.hold_per_week = None
    shop.account.save()
    other = by_hand(shop, "other", send("Other"), wait(days=1), send("End"), exit_rules=[tagged("out")])
    unasked = by_hand(shop, "unasked", send("Unasked"))
    for state in ("inside", "finished"):
        steps = [wait_for(asks(other, state), happened=[send(state)], otherwise=[send("late")], days=3)]
        shop.publish(name=state, steps=steps)
    leaving = branch(
        path([asks(other, "inside", is_absent=True), asks(other, "ever")], [send("gone")]), wait_hours=48
    )
    shop.publish(name="branch", steps=[leaving])
    friend, fled = shop.add_friend("A"), shop.add_friend("B")
    assert shop.texts_to(friend) == []
    start(shop, unasked, friend)
    start(shop, other, friend)
    start(shop, other, fled)
    assert shop.texts_to(friend) == ["Unasked", "Other", "inside"]
    add_tag(shop.follower(fled), "out", "hand")
    shop.settle()
    assert shop.texts_to(fled) == ["Other", "inside", "gone"]
    shop.pass_time(days=1, minutes=1)
    assert sorted(shop.texts_to(friend)) == sorted(["Unasked", "Other", "inside", "End", "finished", "gone"])
    assert shop.texts_to(fled) == ["Other", "inside", "gone"], "Who left has not finished."
    shop.pass_time(days=3)
    assert shop.texts_to(fled)[-1] == "late"
    # What nobody asks about costs nothing: it is told as before, and its end not at all.
    told = Activity.objects.filter(data__scenario=unasked.pk)
    assert list(told.values_list("kind", flat=True)) == ["entered"]
    assert set(AskedScenario.objects.values_list("scenario_id", flat=True)) == {other.pk}
    assert not Activity.objects.unhandled().exists()


@pytest.mark.parametrize("is_changed_later", [False, True])
def test_wait_for_a_segment_ends_when_a_scenario_that_the_segment_asks_about_starts(
    shop: Shop, is_changed_later: bool
) -> None:
    other = by_hand(shop, "other", wait(days=1))
    inner = Segment(account=shop.account, name="Inner", conditions=[tagged("VIP")])
    if not is_changed_later:
        inner.conditions = [asks(other, "inside")]
    save_segment(inner)
    outer = Segment(account=shop.account, name="Outer")
    outer.conditions = [condition("in_segment", segment=str(inner.pk), is_absent=False)]
    save_segment(outer)
    asked = condition("in_segment", segment=str(outer.pk), is_absent=False)
    shop.publish(name="waits", steps=[branch(path([asked], [send("Now")]), wait_hours=48)])
    shop.publish(name="leaves", steps=[wait(days=9)], exit_rules=[asked])
    friend = shop.add_friend()
    if is_changed_later:
        inner.conditions = [asks(other, "inside")]
        save_segment(inner)
    start(shop, other, friend)
    assert shop.texts_to(friend) == ["Now"]
    assert not Enrolment.objects.live().filter(scenario__name="leaves").exists()


def test_exit_rule_takes_people_out_the_moment_the_other_scenario_starts_or_ends(shop: Shop) -> None:
    other = by_hand(shop, "other", wait(days=1), send("Done"))
    for name, state, is_absent in (("starts", "inside", False), ("ends", "finished", False)):
        rules = [asks(other, state, is_absent=is_absent)]
        shop.publish(name=name, steps=[wait(days=9), send(name)], exit_rules=rules)
    friends = [shop.add_friend("A"), shop.add_friend("B")]
    start(shop, other, friends[0])

    def inside() -> list[tuple[str, str]]:
        rows = Enrolment.objects.live().exclude(scenario=other)
        return sorted(rows.values_list("scenario__name", "follower__display_name"))

    assert inside() == [("ends", "A"), ("ends", "B"), ("starts", "B")]
    shop.pass_time(days=1, minutes=1)
    assert inside() == [("ends", "B"), ("starts", "B")]
    assert shop.texts_to(friends[0]) == ["Done"]


def test_two_that_wait_for_each_other_come_to_an_end(shop: Shop) -> None:
    first = shop.draw(name="first", steps=[send("First")])
    second = by_hand(shop, "second", wait_for(asks(first, "finished"), happened=[send("Second")], days=2))
    steps: list[Plain] = [wait_for(asks(second, "inside"), happened=[send("First")], days=2)]
    first.steps = steps  # type: ignore[assignment]
    first = shop.publish(first)
    friend = shop.add_friend()
    start(shop, second, friend)
    assert shop.texts_to(friend) == ["First", "Second"]
