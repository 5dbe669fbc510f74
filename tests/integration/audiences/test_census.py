"""Counting everybody: the database's answer is the batch's answer, and both are the engine's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linesteps import clock
from linesteps.audiences import census
from linesteps.audiences.census import Counted, answers_for, answers_of, count
from linesteps.audiences.segments import compiled_conditions, compiling_for, count_plain
from linesteps.conditions.answers import bounds_of
from linesteps.followers.models import Follower, FollowerAttribute
from linesteps.testing.build import Plain, clicked, condition, tagged
from tests.integration.audiences.asked import conditions
from tests.integration.audiences.people import Crowd, make_account, make_friends, make_segment, tag_some

pytestmark = pytest.mark.django_db


def compiled(account: Any, *parts: Plain) -> list[dict[str, Any]]:
    return compiled_conditions(list(parts), compiling_for(account))


@pytest.fixture
def crowd() -> Crowd:
    return Crowd(seed=7)


def test_database_and_batches_give_the_same_answer_for_any_conditions(crowd: Crowd) -> None:
    gender = condition("attribute", attribute="gender", comparison="is", value="female")
    inner = make_segment(crowd.account, tagged("VIP"), gender, match="any", name="inner")
    outer = condition("in_segment", segment=str(inner.pk), is_absent=True)
    whole = make_segment(crowd.account, outer, tagged("staff"), name="outer")
    ids = [one.pk for one in crowd.friends]
    asked_of_database = []

    @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(
        parts=conditions(crowd, [inner.pk, whole.pk]),
        match=st.sampled_from(["all", "any"]),
    )
    def check(parts: list[Plain], match: str) -> None:
        asked = compiled(crowd.account, *parts)
        bounds = bounds_of(asked, match, crowd.account, crowd.now)
        if bounds is None:
            return
        asked_of_database.append(parts)
        surely, perhaps = bounds
        mine = Follower.objects.filter(account=crowd.account)
        yes, maybe = ({*mine.filter(one).values_list("pk", flat=True)} for one in (surely, perhaps))
        expected = {pk: True if pk in yes else None if pk in maybe else False for pk in ids}
        assert answers_for(ids, crowd.account, asked, match, now=crowd.now) == expected

    check()
    kinds = {part["type"] for parts in asked_of_database for part in parts}
    assert kinds >= {"tag", "attribute", "friend_days", "language", "os", "in_scenario", "coupon", "replied"}
    assert kinds >= {"weekday_time", "in_segment", "group"}
    assert "percentage" not in kinds


def test_three_numbers_are_told_apart_and_only_friends_are_counted(crowd: Crowd) -> None:
    account = crowd.account
    have = dict(FollowerAttribute.objects.filter(attribute=crowd.gender).values_list("follower_id", "value"))
    women = sum(value == "female" for value in have.values())
    gender = condition("attribute", attribute="gender", comparison="is", value="female")
    expected = Counted(matching=women, not_matching=len(have) - women, unknown=60 - len(have), looked_at=60)
    assert count(account, compiled(account, gender), "all", now=crowd.now) == expected
    make_friends(make_account("Other"), 5)
    Follower.objects.filter(pk=next(pk for pk, value in have.items() if value == "female")).update(
        status=Follower.Status.BLOCKED
    )
    found = count(account, compiled(account, gender), "all", now=crowd.now)
    assert (found.matching, found.friends) == (women - 1, 59)
    assert not found.is_estimate


@pytest.mark.parametrize("kind", ["tag", "percentage"])
def test_of_many_a_sample_is_counted_and_said_to_be_one(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    for name, value in (("EXACT_BY_DATABASE", 999), ("EXACT_ONE_BY_ONE", 999), ("SAMPLE", 500)):
        monkeypatch.setattr(census, name, value)
    account = make_account()
    friends = make_friends(account, 4000)
    # A pattern in the order of ids must not fool it.
    tag_some(account, "VIP", friends[::4])
    asked = tagged("VIP") if kind == "tag" else condition("percentage", percent=25)
    found = count(account, compiled(account, asked), "all", now=clock.now())
    assert found.is_estimate
    assert 400 <= found.looked_at <= 600
    assert found.friends == 4000
    assert 700 <= found.matching <= 1300
    assert count(account, compiled(account, asked), "all", now=clock.now()) == found
    with CaptureQueriesContext(
        connection,
    ) as queries:
        count(account, compiled(account, asked), "all", now=clock.now())
    assert len(queries) <= 3


def test_batch_of_5000_costs_at_most_one_query_for_each_condition() -> None:
    account = make_account()
    friends = make_friends(account, 5000)
    tag_some(account, "VIP", friends[:100])
    asked = compiled(
        account,
        tagged("VIP"),
        # The same question again, in a group.
        condition("group", match="any", conditions=[tagged("VIP"), tagged("staff")]),
        condition("os", os="ios", comparison="at_least", version="17"),
        condition("percentage", percent=50),
    )
    with CaptureQueriesContext(connection) as queries:
        [batch] = answers_of(
            Follower.objects.filter(account=account).exclude(pk=friends[0].pk),
            account,
            asked,
            "any",
            now=clock.now(),
        )
    assert len(batch) == 4999
    assert len(queries) == 4


def test_segment_within_a_segment_costs_one_query_more_than_its_conditions() -> None:
    account = make_account()
    friends = make_friends(account, 100)
    inner = make_segment(account, tagged("VIP"), name="inner")
    outer = make_segment(
        account, condition("in_segment", segment=str(inner.pk), is_absent=True), tagged("staff"), name="outer"
    )
    asked = compiled(account, condition("in_segment", segment=str(outer.pk), is_absent=False))
    with CaptureQueriesContext(connection) as queries:
        answers_for([one.pk for one in friends], account, asked, "all", now=clock.now())
    assert len(queries) == 3


def test_conditions_about_a_run_are_not_counted_but_explained(crowd: Crowd) -> None:
    about_run = condition("replied", since="start", days=None, is_absent=False)
    found = count_plain(crowd.account, [about_run], "all")
    assert isinstance(found, str) and "scenario" in found
    in_group = condition("group", match="all", conditions=[about_run])
    assert isinstance(count_plain(crowd.account, [tagged("VIP"), in_group], "all"), str)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [clicked("gone")],
        [tagged("")],
        [tagged("VIP"), tagged("")],
        [{"type": "nothing", "value": {}}],
        [{"type": "tag", "value": None}],
        [None],
        "x",
        [condition("group", match="all", conditions=[])],
    ],
)
def test_half_finished_conditions_are_not_counted(crowd: Crowd, parts: Any) -> None:
    assert count_plain(crowd.account, parts, "all") is None
