"""Who may start: filters of start conditions and of whole scenarios, through the emulator."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import linesteps
from linesteps.admin.friends.told import told
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Activity, Attribute, Follower
from linesteps.followers.tags import add_tag
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.outline import outline
from linesteps.scenarios.transfer import export_scenarios, import_scenarios
from linesteps.simulator.persona import Persona
from linesteps.simulator.simulate import simulate
from linesteps.testing.build import Plain, clicked, condition, send, step, tagged, trigger
from linesteps.testing.shop import Shop

STEPS = [send("Started")]


def only(kind: str, *conditions: Plain, holds: str = "all", **value: Any) -> Plain:
    """A start condition for those of whom something is true."""
    found = trigger(kind, **value)
    found["value"] = {**found["value"], "who": {"conditions": list(conditions), "match": holds}}
    return found


def only_for(*conditions: Plain, match: str = "all") -> Plain:
    """The filter of the whole scenario."""
    return trigger("only_for", conditions=list(conditions), match=match)


def hi(*conditions: Plain, match: str = "all") -> Plain:
    return only("keyword", *conditions, holds=match, words="hi", match="is")


def attribute(value: str) -> Plain:
    return condition("attribute", attribute="rank", comparison="is", value=value)


def group(match: str, *conditions: Plain) -> Plain:
    return condition("group", match=match, conditions=list(conditions))


@pytest.fixture
def rank(shop: Shop) -> Attribute:
    return Attribute.objects.create(account=shop.account, key="rank", name="Rank")


def why(shop: Shop, friend: str) -> list[str]:
    """What the friend's history says of refused starts, in Japanese and English."""
    rows = Activity.objects.filter(follower=shop.follower(friend), kind="not_started")
    found = []
    for row in rows.order_by("pk"):
        with translation.override("en"):
            found.append(told(row, {})[2])
    return found


@pytest.mark.parametrize(
    ("conditions", "match", "expected"),
    [
        ([], "all", True),
        ([tagged("VIP")], "all", True),
        ([tagged("VIP"), tagged("new")], "all", False),
        ([tagged("VIP"), tagged("new")], "any", True),
        ([tagged("VIP", is_absent=True)], "all", False),
        ([tagged("VIP"), group("any", tagged("new"), attribute("gold"))], "all", True),
        ([tagged("VIP"), group("all", tagged("new"), attribute("gold"))], "all", False),
        ([attribute("silver")], "all", False),
    ],
)
def test_start_condition_lets_in_only_those_of_whom_it_is_true(
    shop: Shop, rank: Attribute, conditions: list[Plain], match: str, expected: bool
) -> None:
    shop.publish(steps=STEPS, triggers=[hi(*conditions, match=match)])
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    set_attribute(shop.follower(friend), "rank", "gold", "hand")
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == ["Started"] * expected
    assert bool(why(shop, friend)) != expected


def test_what_is_not_known_counts_as_no_and_the_history_says_so(shop: Shop, rank: Attribute) -> None:
    shop.publish(steps=STEPS, triggers=[hi(attribute("gold"), tagged("VIP"))])
    friend = shop.add_friend()
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == []
    assert why(shop, friend) == ["Rank is not known, does not have the tag “VIP”"]
    set_attribute(shop.follower(friend), "rank", "gold", "hand")
    add_tag(shop.follower(friend), "VIP", "hand")
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == ["Started"]


def test_filter_of_the_scenario_counts_for_every_way_in(shop: Shop) -> None:
    scenario = shop.publish(
        steps=STEPS, triggers=[hi(), trigger("tag_added", tag="x"), only_for(tagged("VIP"))]
    )
    shop.publish(
        steps=[step("start_scenario", {"scenario": str(scenario.pk)})],
        triggers=[trigger("keyword", words="other", match="is")],
        name="Other",
    )
    friend = shop.add_friend()
    shop.say(friend, "hi")
    add_tag(shop.follower(friend), "x", "hand")
    shop.settle()
    shop.say(friend, "other")
    assert shop.texts_to(friend) == []
    assert len(why(shop, friend)) == 3
    # Whoever chooses this very person is not asked.
    assert enrol(scenario, shop.follower(friend), cause="by_hand") is not None


def test_filter_of_one_start_condition_does_not_bind_the_others(shop: Shop) -> None:
    shop.publish(steps=STEPS, triggers=[hi(tagged("VIP")), only("keyword", words="h", match="contains")])
    friend = shop.add_friend()
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == ["Started"]
    assert why(shop, friend) == []


def test_who_is_inside_already_is_not_refused(shop: Shop) -> None:
    shop.publish(steps=STEPS, triggers=[trigger(), hi(tagged("VIP"))])
    friend = shop.add_friend()
    shop.say(friend, "hi")
    assert why(shop, friend) == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (clicked("s1"), "Before the start nobody has had a message"),
        (condition("replied", since="start", days=None, is_absent=False), "Before the start nobody"),
        (group("all", condition("replied", since="here", days=None, is_absent=False)), "Before the start"),
        (tagged(""), "Say which tag is meant."),
        (condition("nothing"), "is not installed"),
    ],
)
def test_what_cannot_be_asked_before_the_start_is_told_with_its_cure(
    shop: Shop, asked: Plain, words: str
) -> None:
    for triggers in ([hi(asked)], [trigger(), only_for(asked)]):
        drawn = shop.draw(steps=[send("Hello", id="s1")], triggers=triggers)
        [found] = problems(drawn)
        assert words in str(found.problem.message)
        assert found.place[0] == "triggers" and "conditions" in found.place


def test_filter_alone_starts_nobody(shop: Shop) -> None:
    [found] = problems(shop.draw(steps=STEPS, triggers=[only_for(tagged("VIP"))]))
    assert "no start condition" in str(found.problem.message)


def test_words_name_the_filter(shop: Shop, rank: Attribute) -> None:
    drawn = shop.draw(steps=STEPS, triggers=[hi(tagged("VIP"), attribute("gold")), only_for(tagged("x"))])
    with translation.override("en"):
        texts = [line.text for line in outline(drawn) if line.kind == "trigger"]
    assert texts == [
        "When “hi” is received (only: with the tag “VIP” and Rank is gold)",
        "but only those: with the tag “x”",
    ]


def test_export_and_import_keep_filters(shop: Shop, rank: Attribute) -> None:
    scenario = shop.publish(steps=STEPS, triggers=[hi(attribute("gold")), only_for(tagged("x"))])
    data = export_scenarios([scenario])
    assert [one["key"] for one in data["scenarios"][0]["attributes"]] == ["rank"]
    Scenario.objects.update(import_key="")
    import_scenarios(data, account=shop.account)
    copy: Any = Scenario.objects.latest("pk")
    assert copy.pk != scenario.pk
    [keyword, whole] = [(one.block_type, one.value) for one in copy.latest_revision.as_object().triggers]
    assert keyword[1]["who"]["conditions"][0].value["value"] == "gold"
    assert whole[0] == "only_for"


def test_simulator_tells_why_nobody_starts(shop: Shop) -> None:
    drawn = shop.draw(steps=STEPS, triggers=[only("friend_added", tagged("VIP"), when="any")])
    assert shop.virtual is not None
    with translation.override("en"):
        refused = simulate(drawn, Persona(), start=shop.virtual.at)
        let_in = simulate(drawn, Persona(tags=("VIP",)), start=shop.virtual.at)
    assert any("Does not start" in event.text and "VIP" in event.text for event in refused.events)
    assert not any(event.kind == "entered" for event in refused.events)
    assert any(event.kind == "entered" for event in let_in.events)


def test_batch_of_many_costs_as_many_statements_as_one_of_few(shop: Shop, rank: Attribute) -> None:
    """At most one query for each condition and batch, however many scenarios ask it and however many people."""
    from linesteps.engine.react import react_to_activities

    for number in range(3):
        shop.publish(
            name=f"Scenario {number}",
            steps=STEPS,
            triggers=[
                only("event", tagged("VIP"), attribute("gold"), name="purchase", parts=[]),
                only("event", group("any", tagged("x"), tagged("VIP")), name="purchase", parts=[]),
            ],
        )
    counts = []
    for batch, size in enumerate((20, 20, 200)):
        people = Follower.objects.bulk_create(
            Follower(account=shop.account, line_user_id=f"U{batch}-{number}", status="friend")
            for number in range(size)
        )
        for person in people[: size // 2]:
            add_tag(person, "VIP", "hand")
        while react_to_activities():
            pass
        for person in people:
            linesteps.track(person, "purchase")
        with CaptureQueriesContext(connection) as captured:
            assert react_to_activities() == size
        counts.append(len(captured))
        assert sum('FROM "linesteps_followertag"' in one["sql"] for one in captured) == 2
        assert sum('FROM "linesteps_followerattribute"' in one["sql"] for one in captured) == 1
    # The first batch reads the graphs of the versions as well.
    assert counts[1] == counts[2]
    assert Enrolment.objects.count() == 3 * 120
    assert Activity.objects.filter(kind="not_started").count() == 3 * 120
