"""Branches ask for the time, other scenarios, replies, the phone and the lot."""

from __future__ import annotations

import pytest

from linesteps import clock
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.followers.tags import add_tag
from linesteps.scenarios.compiler import compile_scenario
from linesteps.testing.build import (
    branch,
    condition,
    path,
    send,
    tagged,
    trigger,
    wait,
)
from linesteps.testing.shop import Shop
from tests.acceptance.conditions.asking import answer_of, asks
from tests.contract.kinds import context


@pytest.mark.parametrize(
    ("days", "after", "before", "expected"),
    [
        # The branch is reached on Monday, 23 November, at 10:00 in Tokyo.
        (["0"], None, None, "Yes"),
        (["1"], None, None, "No"),
        ([], "09:00:00", "18:00:00", "Yes"),
        ([], "10:00:00", None, "Yes"),
        ([], None, "10:00:00", "No"),
        (["0"], "11:00:00", "18:00:00", "No"),
        # Sunday night, until Monday noon.
        (["6"], "22:00:00", "12:00:00", "Yes"),
        (["0"], "22:00:00", "12:00:00", "No"),
    ],
)
def test_weekday_and_time_are_the_accounts(
    shop: Shop, days: list[str], after: str | None, before: str | None, expected: str
) -> None:
    shop.publish(steps=asks(condition("weekday_time", weekdays=days, after=after, before=before)))
    assert answer_of(shop, shop.add_friend()) == expected


@pytest.mark.parametrize(
    ("state", "is_absent", "expected"),
    [
        ("inside", False, ["Yes", "No", "No"]),
        ("finished", False, ["No", "Yes", "No"]),
        ("ever", False, ["Yes", "Yes", "No"]),
        ("ever", True, ["No", "No", "Yes"]),
    ],
)
def test_who_is_or_was_in_another_scenario(
    shop: Shop, state: str, is_absent: bool, expected: list[str]
) -> None:
    other = shop.publish(
        name="other",
        steps=[wait(days=1), branch(path([tagged("long")], [wait(days=9)]))],
        triggers=[trigger("by_hand")],
    )
    asked = condition("in_scenario", scenario=str(other.pk), state=state, is_absent=is_absent)
    shop.publish(name="asking", steps=asks(asked))
    inside, finished, never = (shop.add_friend(name) for name in "ABC")
    add_tag(shop.follower(inside), "long", "hand")
    for friend in (inside, finished):
        enrol(other, shop.follower(friend), cause="by_hand", at=shop.follower(friend).last_followed_at)
    # The other one first, so that its end is known when it is asked for.
    shop.pass_time(hours=23, minutes=59)
    Enrolment.objects.filter(scenario=other).update(due_at=clock.now())
    shop.settle()
    shop.pass_time(days=1)
    assert [shop.texts_to(friend)[0] for friend in (inside, finished, never)] == expected


@pytest.mark.parametrize(
    ("since", "days", "says_at", "expected"),
    [
        ("start", None, 0, "Yes"),
        ("start", None, None, "No"),
        ("days", 2, 0, "Yes"),
        ("days", 1, 0, "Yes"),
        ("here", None, 0, "No"),
    ],
)
def test_reply_counts_since_the_time_that_is_meant(
    shop: Shop, since: str, days: int | None, says_at: int | None, expected: str
) -> None:
    shop.publish(steps=asks(condition("replied", since=since, days=days, is_absent=False)))
    friend = shop.add_friend()
    if says_at is not None:
        shop.line.send_sticker(shop.there, friend)
        shop.settle()
    assert answer_of(shop, friend) == expected


def test_reply_before_the_scenario_began_does_not_count(shop: Shop) -> None:
    asked = condition("replied", since="start", days=None, is_absent=True)
    scenario = shop.publish(steps=asks(asked), triggers=[trigger("by_hand")])
    friend = shop.add_friend()
    shop.say(friend, "Hello")
    shop.pass_time(hours=1)
    enrol(scenario, shop.follower(friend), cause="by_hand")
    assert answer_of(shop, friend) == "Yes"


@pytest.mark.parametrize(
    ("told", "languages", "is_absent", "expected"),
    [
        ("ja", ["ja"], False, "Yes"),
        ("zh-Hant", ["zh"], False, "Yes"),
        ("en", ["ja", "ko"], False, "No"),
        ("en", ["ja", "ko"], True, "Yes"),
        # Nobody told: neither one nor the other.
        ("", ["ja"], False, "No"),
        ("", ["ja"], True, "No"),
    ],
)
def test_language_is_that_of_lines_profile(
    shop: Shop, told: str, languages: list[str], is_absent: bool, expected: str
) -> None:
    shop.publish(steps=asks(condition("language", languages=languages, is_absent=is_absent)))
    friend = shop.add_friend()
    Follower.objects.update(language=told)
    assert answer_of(shop, friend) == expected


@pytest.mark.parametrize(
    ("os", "comparison", "version", "expected"),
    [
        ("ios", "any", "", "Yes"),
        ("android", "any", "", "No"),
        ("ios", "at_least", "18", "Yes"),
        ("ios", "at_least", "18.6", "Yes"),
        ("ios", "at_least", "18.10", "No"),
        ("ios", "less_than", "18.10", "Yes"),
        ("ios", "less_than", "9", "No"),
    ],
)
def test_phone_is_known_from_a_tap(shop: Shop, os: str, comparison: str, version: str, expected: str) -> None:
    asked = condition("os", os=os, comparison=comparison, version=version)
    shop.publish(steps=[send("https://example.com/", id="s"), *asks(asked)])
    friend = shop.add_friend()
    shop.tap_link(friend)
    shop.pass_time(days=2)
    assert shop.texts_to(friend)[-1] == expected


def test_phone_is_unknown_before_the_first_tap(shop: Shop) -> None:
    shop.publish(steps=asks(condition("os", os="ios", comparison="less_than", version="99")))
    assert answer_of(shop, shop.add_friend()) == "No"


def test_percentage_is_always_the_same_friends(shop: Shop) -> None:
    drawn = shop.draw(steps=asks(condition("percentage", percent=30)))
    [step] = [one for one in compile_scenario(drawn).graph.nodes.values() if one.kind == "branch"]
    kind = condition_kinds.get("percentage")
    [asked] = step.config["paths"][0]["conditions"]
    chosen = {pk for pk in range(10_000) if kind.holds(asked["config"], None, context(follower_id=pk))}
    assert 2800 < len(chosen) < 3200
    assert chosen == {
        pk for pk in range(10_000) if kind.holds(asked["config"], None, context(follower_id=pk))
    }
