"""Steps that change what is known of a friend: tags and attributes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import doorbell
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute, FollowerTag
from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import (
    branch,
    condition,
    path,
    send,
    set_to,
    step,
    tag,
    tagged,
    trigger,
    wait,
)
from linesteps.testing.shop import Shop


def tags_of(shop: Shop, friend: str) -> set[str]:
    return set(shop.follower(friend).tags.values_list("name", flat=True))


def value_of(shop: Shop, friend: str, key: str) -> str | None:
    rows = FollowerAttribute.objects.filter(follower=shop.follower(friend), attribute__key=key)
    return rows.values_list("value", flat=True).first()


def told(shop: Shop, friend: str, kind: str) -> list[str]:
    rows = Activity.objects.filter(follower=shop.follower(friend), kind=kind).order_by("pk")
    return [row.data.get("tag") or row.data.get("value") for row in rows]


def test_step_puts_tags_on_and_takes_tags_off(shop: Shop) -> None:
    shop.publish(
        steps=[tag("VIP", "lunch", remove=("new",))], triggers=[trigger("keyword", words="hi", match="is")]
    )
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "new", "hand")
    shop.say(friend, "hi")
    assert tags_of(shop, friend) == {"VIP", "lunch"}
    assert (told(shop, friend, "tag_added"), told(shop, friend, "tag_removed")) == (
        ["new", "VIP", "lunch"],
        ["new"],
    )
    assert set(FollowerTag.objects.values_list("source", flat=True)) == {"scenario"}


def test_tag_that_is_there_sets_off_nothing(shop: Shop) -> None:
    shop.publish(steps=[tag("VIP")], triggers=[trigger("keyword", words="hi", match="is")])
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    shop.say(friend, "hi")
    assert told(shop, friend, "tag_added") == ["VIP"]
    assert FollowerTag.objects.get().source == "hand"


def test_branch_right_behind_sees_the_tag_and_the_attribute(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    gold = condition("attribute", attribute="rank", comparison="is", value="gold")
    shop.publish(
        steps=[
            tag("VIP"),
            set_to("rank", "gold"),
            branch(path([tagged("VIP"), gold], [send("Yes")]), otherwise=[send("No")]),
            tag(remove=("VIP",)),
            branch(path([tagged("VIP")], [send("Still")]), otherwise=[send("Gone")]),
        ]
    )
    assert shop.texts_to(shop.add_friend()) == ["Yes", "Gone"]


def test_tag_of_a_step_starts_another_scenario_once(shop: Shop) -> None:
    shop.publish(name="first", steps=[tag("VIP"), tag("VIP")])
    shop.publish(name="second", steps=[send("Welcome, VIP")], triggers=[trigger("tag_added", tag="VIP")])
    assert shop.texts_to(shop.add_friend()) == ["Welcome, VIP"]


def test_scenario_is_not_started_by_its_own_tag(shop: Shop) -> None:
    scenario = shop.publish(
        steps=[send("Hi"), tag(remove=("again",)), tag("again")],
        triggers=[trigger("tag_added", tag="again")],
        can_repeat=True,
    )
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "again", "hand")
    shop.settle()
    assert shop.texts_to(friend) == ["Hi"]
    assert Enrolment.objects.filter(scenario=scenario).count() == 1


def test_ring_of_scenarios_ends_and_says_so_in_the_history(shop: Shop) -> None:
    """Each takes off the tag that started it, and puts on the one that starts the other."""
    for mine, other in (("ping", "pong"), ("pong", "ping")):
        shop.publish(
            name=mine,
            steps=[send(mine), tag(other, remove=(mine,))],
            triggers=[trigger("tag_added", tag=mine)],
            can_repeat=True,
        )
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "ping", "hand")
    shop.settle()
    assert shop.texts_to(friend) == ["ping", "pong"] * 3
    assert Activity.objects.filter(kind="loop_stopped").count() == 1
    assert not Enrolment.objects.live().exists()


def test_attribute_is_set_to_a_value_to_today_and_taken_away(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    Attribute.objects.create(account=shop.account, key="visit", name="Last visit", type="date")
    Attribute.objects.create(account=shop.account, key="points", name="Points", type="number")
    shop.publish(
        steps=[
            set_to("rank", "gold"),
            set_to("visit", act="today"),
            wait(days=1),
            set_to("rank", act="clear"),
        ]
    )
    friend = shop.add_friend()
    # 22 November in Tokyo, where it is still the 21st in much of the world.
    assert (value_of(shop, friend, "rank"), value_of(shop, friend, "visit")) == ("gold", "2026-11-22")
    assert set(FollowerAttribute.objects.values_list("source", flat=True)) == {"scenario"}
    shop.pass_time(days=2)
    assert value_of(shop, friend, "rank") is None
    assert told(shop, friend, "attribute_set") == ["gold", "2026-11-22"]


def test_value_that_is_the_same_already_is_left_alone(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    shop.publish(steps=[set_to("rank", "gold")], triggers=[trigger("keyword", words="hi", match="is")])
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "rank", "gold", "hand")
    shop.say(friend, "hi")
    assert told(shop, friend, "attribute_set") == ["gold"]
    assert FollowerAttribute.objects.get().source == "hand"


def test_attribute_that_is_deleted_meanwhile_stops_nobody(shop: Shop) -> None:
    attribute = Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    shop.publish(steps=[wait(days=1), set_to("rank", "gold"), send("Hi")])
    friend = shop.add_friend()
    attribute.delete()
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Hi"]


@pytest.mark.parametrize(
    ("type_", "value", "act", "word"),
    [
        ("number", "many", "set", "many"),
        ("date", "soon", "set", "soon"),
        ("choice", "blue", "set", "female"),
        ("yes_no", "perhaps", "set", "perhaps"),
        ("number", "", "today", "Key"),
        ("text", "", "set", "value"),
    ],
)
def test_value_that_does_not_fit_is_told_before_publishing(
    shop: Shop, type_: str, value: str, act: str, word: str
) -> None:
    from linesteps.scenarios.compiler import problems

    Attribute.objects.create(
        account=shop.account, key="key", name="Key", type=type_, choices=["female", "male"]
    )
    drawn = shop.draw(steps=[set_to("key", value, act=act)])
    [found] = problems(drawn)
    assert word in str(found.problem.message)


def due(shop: Shop, scenario: Scenario, count: int) -> list[int]:
    """So many people right before the first step."""
    assert shop.virtual is not None
    people = Follower.objects.bulk_create(
        Follower(
            account=shop.account,
            line_user_id=f"U{scenario.pk}-{number}",
            status=Follower.Status.FRIEND,
            profile_fetched_at=shop.virtual.at,
        )
        for number in range(count)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            scenario=scenario,
            version=scenario.current_version,
            follower=follower,
            step_id=scenario.current_version.graph["entry"],
            arrived_at=shop.virtual.at,
            due_at=shop.virtual.at,
            entered_at=shop.virtual.at,
        )
        for follower in people
    )
    return [person.pk for person in people]


def test_batch_writes_tags_and_attributes_with_as_many_statements_as_one_friend(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    steps = [tag("VIP", remove=("new",)), set_to("rank", "gold")]
    doorbell.ring("drain_inbox")
    counts = []
    for number, people in enumerate((2, 200)):
        scenario = shop.publish(name=str(number), steps=steps, triggers=[trigger("by_hand")])
        due(shop, scenario, people)
        with CaptureQueriesContext(connection) as asked:
            assert advance() == people
        counts.append(len(asked))
    assert FollowerTag.objects.count() == FollowerAttribute.objects.count() == 202
    # The tag itself is made only once.
    assert counts[1] <= counts[0]


def test_run_that_is_stuck_later_keeps_what_its_steps_did_before(shop: Shop) -> None:
    scenario = shop.publish(steps=[tag("VIP"), send("Hi", id="s")], triggers=[trigger("by_hand")])
    [pk] = due(shop, scenario, 1)
    version = scenario.current_version
    assert version is not None
    version.graph["nodes"]["s"]["kind"] = "nothing"
    version.save()
    assert advance() == 1
    run = Enrolment.objects.get(follower_id=pk)
    assert (run.status, run.step_id) == ("stuck", "s")
    assert FollowerTag.objects.filter(follower_id=pk).count() == 1


def test_effect_of_an_unknown_kind_stops_only_its_run(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from linesteps.graph import Effect, Goto, Result
    from linesteps.steps.kind import registry

    shop.publish(steps=[tag("VIP")])
    monkeypatch.setattr(
        registry.get("tag"),
        "run",
        lambda config, ctx: Result(outcome=Goto(), effects=(Effect(kind="magic"),)),
    )
    friend = shop.add_friend()
    run = shop.run_of(friend)
    assert run.status == "stuck" and "magic" in run.trouble
    assert run.visits.count() == 0


def test_tag_step_without_a_tag_or_with_one_in_both_lists_is_told(shop: Shop) -> None:
    from linesteps.scenarios.compiler import problems

    for one, word in ((tag(), "at least one tag"), (tag("a", remove=("a",)), "at once")):
        [found] = problems(shop.draw(steps=[one]))
        assert word in str(found.problem.message)
    assert problems(shop.draw(steps=[step("tag", {"add": ["bare"]}), send("Hi")])) == []
