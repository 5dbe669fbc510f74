"""Every condition on people who answer it, and people of whom nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock, doorbell
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.coupons.models import OwnCoupon
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute, Follower
from linesteps.followers.tags import add_tag, remove_tag
from linesteps.scenarios.compiler import compile_scenario, problems
from linesteps.testing.build import (
    Plain,
    branch,
    buttons,
    clicked,
    condition,
    path,
    send,
    tagged,
    trigger,
    wait,
)
from linesteps.testing.shop import Shop
from tests.contract.kinds import context

_MANY = 5000


def asks(*conditions: Plain, match: str = "all") -> list[Plain]:
    """Tomorrow, “Yes” for those whom the conditions hold for, “No” for everyone else."""
    return [wait(days=1), branch(path(list(conditions), [send("Yes")], match=match), otherwise=[send("No")])]


def answer_of(shop: Shop, friend: str) -> str:
    shop.pass_time(days=2)
    [text] = shop.texts_to(friend)
    return text


def attribute(comparison: str, value: str, key: str = "key") -> Plain:
    return condition("attribute", attribute=key, comparison=comparison, value=value)


@pytest.mark.parametrize(
    ("type_", "have", "comparison", "want", "expected"),
    [
        ("text", "Tokyo", "is", "tokyo", "Yes"),
        ("text", "Tokyo", "is_not", "Osaka", "Yes"),
        ("text", "Tokyo", "is_not", "TOKYO", "No"),
        ("text", "Tokyo-to", "contains", "KYO", "Yes"),
        ("text", "Tokyo-to", "contains", "Osaka", "No"),
        ("choice", "female", "is", "female", "Yes"),
        ("choice", "female", "is", "male", "No"),
        ("number", "9", "at_least", "10", "No"),
        ("number", "10.0", "at_least", "10", "Yes"),
        ("number", "10", "is", "10.00", "Yes"),
        ("number", "100", "at_most", "20", "No"),
        ("number", "-5", "at_most", "0", "Yes"),
        ("date", "1990-05-01", "at_most", "1990-05-01", "Yes"),
        ("date", "1990-05-02", "at_most", "1990-05-01", "No"),
        ("date", "2001-01-01", "at_least", "2000-12-31", "Yes"),
        ("yes_no", "yes", "is", "true", "Yes"),
        ("yes_no", "いいえ", "is", "true", "No"),
    ],
)
def test_attribute_is_compared_by_its_type(
    shop: Shop, type_: str, have: str, comparison: str, want: str, expected: str
) -> None:
    Attribute.objects.create(
        account=shop.account, key="key", name="Key", type=type_, choices=["male", "female"]
    )
    shop.publish(steps=asks(attribute(comparison, want)))
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "key", have, "hand")
    assert answer_of(shop, friend) == expected


@pytest.mark.parametrize("comparison", ["is", "is_not", "at_least", "at_most", "contains"])
def test_who_is_not_known_takes_the_path_of_everyone_else(shop: Shop, comparison: str) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    shop.publish(steps=asks(attribute(comparison, "x")))
    assert answer_of(shop, shop.add_friend()) == "No"


def test_any_of_several_conditions_or_all_of_them(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    unknown, vip = attribute("is", "x"), tagged("VIP")
    shop.publish(name="all", steps=asks(unknown, vip))
    shop.publish(name="any", steps=asks(unknown, vip, match="any"))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    shop.pass_time(days=2)
    assert sorted(shop.texts_to(friend)) == ["No", "Yes"]


@pytest.mark.parametrize(
    ("match", "tags", "expected"),
    [
        ("any", ["VIP", "Tokyo"], "Yes"),
        ("any", ["VIP", "Osaka"], "Yes"),
        ("any", ["Tokyo", "Osaka"], "No"),
        ("any", ["VIP"], "No"),
        ("all", ["VIP", "Tokyo"], "No"),
        ("all", ["VIP", "Tokyo", "Osaka"], "Yes"),
    ],
)
def test_group_is_one_condition_among_others(shop: Shop, match: str, tags: list[str], expected: str) -> None:
    group = condition("group", match=match, conditions=[tagged("Tokyo"), tagged("Osaka")])
    shop.publish(steps=asks(tagged("VIP"), group))
    friend = shop.add_friend()
    for name in tags:
        add_tag(shop.follower(friend), name, "hand")
    assert answer_of(shop, friend) == expected


def test_unknown_in_a_group_is_neither_yes_nor_no(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    group = condition("group", match="all", conditions=[attribute("is_not", "x"), tagged("VIP")])
    shop.publish(steps=asks(group))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    assert answer_of(shop, friend) == "No"


def test_branch_that_waits_is_woken_by_a_condition_in_a_group(shop: Shop) -> None:
    group = condition("group", match="any", conditions=[tagged("VIP"), tagged("staff")])
    shop.publish(steps=[branch(path([group], [send("Yes")]), otherwise=[send("No")], wait_hours=5)])
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "staff", "hand")
    shop.settle()
    assert shop.texts_to(friend) == ["Yes"]


def test_problem_in_a_group_is_told_at_its_place(shop: Shop) -> None:
    group = condition("group", match="any", conditions=[tagged("VIP"), tagged("")])
    [found] = problems(shop.draw(steps=asks(group)))
    assert found.problem.path == ("paths", 0, "conditions", 0, "conditions", 1, "tag")
    [found] = problems(shop.draw(steps=asks(condition("group", match="any", conditions=[]))))
    assert "no condition" in str(found.problem.message)


@pytest.mark.parametrize(
    ("has", "is_absent", "expected"), [(1, 0, "Yes"), (0, 0, "No"), (1, 1, "No"), (0, 1, "Yes")]
)
def test_tag_is_there_or_is_absent(shop: Shop, has: int, is_absent: int, expected: str) -> None:
    shop.publish(steps=asks(tagged("VIP", is_absent=bool(is_absent))))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "code")
    if not has:
        remove_tag(shop.follower(friend), "VIP", "code")
    assert answer_of(shop, friend) == expected


def test_tag_of_another_account_is_another_tag(shop: Shop) -> None:
    from linesteps.testing.fake_line import FakeLine

    shop.publish(steps=asks(tagged("VIP")))
    friend = shop.add_friend()
    with FakeLine() as line:
        other = Shop(line, shop.virtual, channel_id="2")
        stranger = other.add_friend()
        add_tag(other.follower(stranger), "VIP", "hand")
    assert answer_of(shop, friend) == "No"


@pytest.mark.parametrize(
    ("comparison", "days", "expected"),
    [("at_least", 1, "Yes"), ("at_least", 2, "No"), ("less_than", 2, "Yes"), ("less_than", 1, "No")],
)
def test_days_as_a_friend_are_whole_days(shop: Shop, comparison: str, days: int, expected: str) -> None:
    shop.publish(steps=asks(condition("friend_days", comparison=comparison, days=days)))
    assert answer_of(shop, shop.add_friend()) == expected


@pytest.mark.parametrize(
    ("born", "comparison", "age", "expected"),
    [
        # Asked on 23 November 2026.
        ("2006-11-23", "age_at_least", "20", "Yes"),
        ("2006-11-24", "age_at_least", "20", "No"),
        ("2006-11-24", "age_at_most", "19", "Yes"),
        ("2004-02-29", "age_at_most", "22", "Yes"),
    ],
)
def test_age_is_counted_from_the_birthday(
    shop: Shop, born: str, comparison: str, age: str, expected: str
) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Birthday", type="date")
    shop.publish(steps=asks(attribute(comparison, age)))
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "key", born, "hand")
    assert answer_of(shop, friend) == expected


def test_age_of_something_else_than_a_date_is_told(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Points", type="number")
    Attribute.objects.create(account=shop.account, key="born", name="Birthday", type="date")
    for one, word in (
        (attribute("age_at_least", "20"), "Points"),
        (attribute("age_at_least", "twenty", key="born"), "whole years"),
    ):
        [found] = problems(shop.draw(steps=asks(one)))
        assert word in str(found.problem.message)


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


@pytest.mark.parametrize(("link", "expected"), [(None, "Yes"), (1, "No"), (2, "Yes"), (3, "No")])
def test_tap_counts_for_the_link_that_is_meant(shop: Shop, link: int | None, expected: str) -> None:
    pressed = buttons("?", ("One", "https://example.com/1"), ("Two", "https://example.com/2"), ("Three", ""))
    shop.publish(steps=[send(pressed, id="s"), *asks(clicked("s", link))])
    friend = shop.add_friend()
    shop.tap_link(friend, 1)
    shop.pass_time(days=2)
    assert shop.texts_to(friend)[-1] == expected


@pytest.mark.parametrize(("link", "expected"), [(1, "No"), (2, "Yes"), (None, "Yes")])
def test_answer_button_counts_as_a_tap(shop: Shop, link: int | None, expected: str) -> None:
    pressed = buttons("?", ("One", "https://example.com/1"), ("Fish", ""))
    shop.publish(steps=[send(pressed, id="s"), *asks(clicked("s", link))])
    friend = shop.add_friend()
    shop.tap_button(friend, "Fish")
    shop.pass_time(days=2)
    assert shop.texts_to(friend)[-1] == expected


def test_tap_of_an_earlier_run_does_not_count(shop: Shop) -> None:
    shop.publish(steps=[send("https://example.com/", id="s"), *asks(clicked("s"))])
    friend = shop.add_friend()
    shop.tap_link(friend)
    shop.pass_time(days=2)
    shop.block(friend)
    shop.pass_time(days=1)
    shop.unblock(friend)
    shop.pass_time(days=2)
    assert [text for text in shop.texts_to(friend) if text in {"Yes", "No"}] == ["Yes", "No"]


def test_forged_answer_of_another_account_counts_for_nothing(shop: Shop) -> None:
    pressed = buttons("?", ("Fish", ""))
    scenario = shop.publish(steps=[send(pressed, id="s"), *asks(clicked("s"))])
    friend = shop.add_friend()
    for data in (
        f"ls:{scenario.pk}:s:9",
        f"ls:{scenario.pk + 1}:s:0",
        "ls:x:s:0",
        f"ls:{scenario.pk}:s",
        "²:²",
    ):
        shop.line.tap(shop.there, friend, {"type": "postback", "label": "x", "data": data})
    shop.settle()
    shop.pass_time(days=2)
    assert shop.texts_to(friend)[-1] == "No"


@contextmanager
def counted() -> Iterator[list[int]]:
    found: list[int] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    found.append(len([one for one in queries if one["sql"].startswith("SELECT")]))


def move(shop: Shop, count: int, scenario: Any) -> int:
    """How many questions moving so many people through a branch takes."""
    assert shop.virtual is not None
    people = Follower.objects.bulk_create(
        Follower(
            account=shop.account,
            line_user_id=f"U{scenario.pk}-{number}",
            status=Follower.Status.FRIEND,
            last_followed_at=shop.virtual.at,
        )
        for number in range(count)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            scenario=scenario,
            version=scenario.current_version,
            follower=follower,
            step_id="?",
            arrived_at=shop.virtual.at,
            due_at=shop.virtual.at,
            entered_at=shop.virtual.at,
        )
        for follower in people
    )
    # Rung already: whether the bell must be rung does not depend on how many come.
    doorbell.ring("dispatch_outbox")
    with counted() as found:
        assert advance(limit=count) == count
    return found[0]


def test_branch_asks_once_for_each_condition_however_many_people_come(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    coupon = OwnCoupon.objects.create(account=shop.account, title="Autumn", benefit="20% off", valid_days=3)
    conditions = [
        attribute("is", "x"),
        tagged("VIP"),
        condition("friend_days", comparison="at_least", days=3),
        clicked("s"),
        condition("coupon", coupon=coupon.pk, state="used", days=7),
        condition("group", match="all", conditions=[tagged("A"), tagged("B")]),
        condition("language", languages=["ja"], is_absent=False),
        condition("os", os="ios", comparison="any", version=""),
        condition("percentage", percent=50),
        condition("replied", since="start", days=None, is_absent=False),
        condition("weekday_time", weekdays=["6"], after=None, before=None),
        condition(
            "in_scenario", scenario=str(shop.publish(steps=[send("x")]).pk), state="ever", is_absent=False
        ),
    ]
    assert {one["type"] for one in conditions} == {kind.name for kind in condition_kinds}
    plain = [send("Hi", id="s"), wait(days=1, id="?"), send("Bye")]
    steps = [
        send("Hi", id="s"),
        branch(path(conditions, [send("Yes")], match="any"), id="?"),
        send("Bye"),
    ]
    without, few, many = (
        shop.publish(name=str(number), steps=plain if number == 0 else steps) for number in range(3)
    )
    base = move(shop, 3, without)
    small, large = move(shop, 3, few), move(shop, _MANY, many)
    assert small == large
    # The wait alone does not send; each condition, two of a group, and what the sends need whatever their number.
    assert small <= base + len(conditions) + 1 + 6
