"""Steps that start and end other scenarios, and the split by lot."""

from __future__ import annotations

from collections import Counter

from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.followers.tags import add_tag
from linesteps.graph import Context, Goto
from linesteps.scenarios.compiler import compile_scenario, problems
from linesteps.scenarios.models import Scenario
from linesteps.steps.kind import registry
from linesteps.testing.build import Plain, branch, jump, path, send, split, step, tagged, trigger, wait
from linesteps.testing.shop import Shop
from tests.contract.kinds import context


def start(scenario: Scenario, *, is_end: bool = False) -> Plain:
    return step("start_scenario", {"scenario": str(scenario.pk), "is_end": is_end})


def end_others(*scenarios: Scenario) -> Plain:
    items = [{"type": "item", "value": str(one.pk), "id": str(one.pk)} for one in scenarios]
    return step("end_others", {"scenarios": items})


def by_hand(shop: Shop, name: str, *steps: Plain, **values: object) -> Scenario:
    return shop.publish(name=name, steps=list(steps), triggers=[trigger("by_hand")], **values)


def runs(friend: Follower) -> dict[str, str]:
    rows = Enrolment.objects.filter(follower=friend).order_by("pk")
    return dict(rows.values_list("scenario__name", "status"))


def test_other_scenario_starts_and_this_one_goes_on(shop: Shop) -> None:
    other = by_hand(shop, "other", send("Other"))
    shop.publish(name="first", steps=[send("Hi"), start(other), wait(days=1), send("Bye")])
    friend = shop.add_friend()
    assert shop.texts_to(friend) == ["Hi", "Other"]
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Hi", "Other", "Bye"]
    assert Enrolment.objects.get(scenario=other).cause == "start_scenario"


def test_this_scenario_can_end_with_it(shop: Shop) -> None:
    other = by_hand(shop, "other", wait(days=1), send("Other"))
    shop.publish(name="first", steps=[start(other, is_end=True), send("Never")])
    friend = shop.add_friend()
    assert runs(shop.follower(friend)) == {"first": "completed", "other": "waiting"}
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Other"]


def test_rules_of_the_other_scenario_hold(shop: Shop) -> None:
    other = by_hand(shop, "other", send("Other"))
    shop.publish(
        name="first",
        steps=[start(other)],
        triggers=[trigger("keyword", words="hi", match="is")],
        can_repeat=True,
    )
    friend = shop.add_friend()
    shop.say(friend, "hi")
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == ["Other"]


def test_scenarios_that_start_each_other_do_not_go_round_for_ever(shop: Shop) -> None:
    first = shop.draw(name="first", steps=[send("A")], triggers=[trigger("by_hand")], can_repeat=True)
    second = shop.publish(
        name="second", steps=[send("B"), start(first)], triggers=[trigger("by_hand")], can_repeat=True
    )
    drawn = first
    drawn.steps = [send("A"), start(second)]  # type: ignore[assignment]
    drawn.triggers = [trigger()]  # type: ignore[assignment]
    shop.publish(drawn)
    friend = shop.add_friend()
    assert Counter(shop.texts_to(friend)) == {"A": 3, "B": 3}
    assert not Enrolment.objects.live().exists()


def test_scenario_cannot_start_itself_or_one_of_another_account(shop: Shop) -> None:
    other = by_hand(shop, "other", send("Other"))
    drawn = shop.draw(steps=[send("Hi")])
    for chosen, word in ((drawn.pk, "itself"), (other.pk + 99, "gone"), ("", "Choose")):
        drawn.steps = [step("start_scenario", {"scenario": str(chosen), "is_end": False})]  # type: ignore[assignment]
        [found] = problems(drawn)
        assert word in str(found.problem.message)
    Scenario.objects.filter(pk=other.pk).update(state="closing")
    drawn.steps = [start(other)]  # type: ignore[assignment]
    [found] = problems(drawn)
    assert not found.problem.is_error and "takes in nobody" in str(found.problem.message)


def test_all_other_scenarios_end_with_what_they_had_in_the_outbox(shop: Shop) -> None:
    shop.publish(name="first", steps=[wait(days=1), send("First")])
    shop.publish(name="second", steps=[wait(days=1), send("Second")])
    by_hand(shop, "unrelated", send("x"))
    shop.publish(
        name="last",
        steps=[end_others(), wait(days=1), send("Last")],
        triggers=[trigger("keyword", words="bought", match="is")],
    )
    friend = shop.add_friend()
    shop.say(friend, "bought")
    assert runs(shop.follower(friend)) == {"first": "left", "second": "left", "last": "waiting"}
    assert set(Enrolment.objects.filter(status="left").values_list("left_reason", flat=True)) == {"replaced"}
    shop.pass_time(days=3)
    assert shop.texts_to(friend) == ["Last"]


def test_only_chosen_scenarios_end(shop: Shop) -> None:
    first = shop.publish(name="first", steps=[wait(days=1), send("First")])
    shop.publish(name="second", steps=[wait(days=1), send("Second")])
    shop.publish(
        name="last", steps=[end_others(first)], triggers=[trigger("keyword", words="bought", match="is")]
    )
    friend, stranger = shop.add_friend("A"), shop.add_friend("B")
    shop.say(friend, "bought")
    shop.pass_time(days=3)
    assert shop.texts_to(friend) == ["Second"]
    assert sorted(shop.texts_to(stranger)) == ["First", "Second"]


def way_of(config: dict[str, object], ctx: Context) -> str:
    outcome = registry.get("split").run(config, ctx).outcome
    assert isinstance(outcome, Goto)
    return outcome.port


def test_lot_gives_each_path_its_share_of_ten_thousand_friends(shop: Shop) -> None:
    shares = (10, 20, 30, 40)
    drawn = shop.draw(steps=[split(*((share, []) for share in shares), id="lot"), send("Hi")])
    config = dict(compile_scenario(drawn).graph.nodes["lot"].config)
    # Friends' numbers follow each other, which must not show.
    counts = Counter(way_of(config, context(follower_id=number)) for number in range(1, 10_001))
    # Four standard deviations of the widest share are below 200.
    assert all(abs(counts[f"path{n}"] - 100 * share) < 200 for n, share in enumerate(shares, start=1))


def test_lots_of_two_splits_have_nothing_to_do_with_each_other(shop: Shop) -> None:
    drawn = shop.draw(
        steps=[split((50, []), (50, []), id="a"), split((50, []), (50, []), id="b"), send("Hi")]
    )
    nodes = compile_scenario(drawn).graph.nodes
    both = Counter(
        (way_of(dict(nodes["a"].config), ctx), way_of(dict(nodes["b"].config), ctx))
        for ctx in (context(follower_id=number) for number in range(10_000))
    )
    assert all(abs(count - 2500) < 200 for count in both.values()) and len(both) == 4


def test_friend_takes_the_same_path_again_and_after_a_new_version(shop: Shop) -> None:
    def drawn(words: str) -> list[Plain]:
        return [split((50, [send("A")]), (50, [send("B")]), id="lot"), send(words)]

    said = trigger("keyword", words="hi", match="is")
    scenario = shop.publish(steps=drawn("one"), triggers=[said], can_repeat=True)
    friends = [shop.add_friend(str(number)) for number in range(20)]
    for friend in friends:
        shop.say(friend, "hi")
    scenario.steps = drawn("two")  # type: ignore[assignment]
    shop.publish(scenario)
    for friend in friends:
        shop.say(friend, "hi")
        texts = shop.texts_to(friend)
        assert texts == [texts[0], "one", texts[0], "two"]
    assert {shop.texts_to(friend)[0] for friend in friends} == {"A", "B"}


def test_shares_that_do_not_make_a_hundred_are_told_with_their_sum(shop: Shop) -> None:
    for shares, words in (
        ((60, 50), "110"),
        ((30, 30), "60"),
        ((100,), "between 2 and 5"),
        ((0, 100), "1 to 99"),
    ):
        [found] = problems(shop.draw(steps=[split(*((share, []) for share in shares)), send("Hi")]))
        assert words in str(found.problem.message)


def test_jump_of_everyone_else_leaves_out_the_steps_between(shop: Shop) -> None:
    """As a rival's manual draws it: without the tag 1, 4, 5 and never 3; with it all of them."""
    shop.publish(
        steps=[
            send("1"),
            branch(path([tagged("VIP")], [send("2")]), otherwise=[jump("four")]),
            send("3"),
            send("4", id="four"),
            send("5"),
        ],
        triggers=[trigger("keyword", words="hi", match="is")],
    )
    stranger, guest = shop.add_friend("A"), shop.add_friend("B")
    add_tag(shop.follower(guest), "VIP", "hand")
    shop.say(stranger, "hi")
    shop.say(guest, "hi")
    assert shop.texts_to(stranger) == ["1", "4", "5"]
    assert shop.texts_to(guest) == ["1", "2", "3", "4", "5"]
