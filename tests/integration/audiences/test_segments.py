"""Segments: what can be saved, what a ring is, and that a change holds at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from linesteps import clock
from linesteps.audiences.census import answers_for
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import (
    compiled_conditions,
    compiling_for,
    count_segment,
    save_segment,
    segment_problems,
)
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.models import Attribute
from linesteps.testing.build import Plain, clicked, condition, tagged
from tests.integration.audiences.people import make_account, make_friends, make_segment, tag_some

pytestmark = pytest.mark.django_db


def within(segment: Segment, *, is_absent: bool = False) -> Plain:
    return condition("in_segment", segment=str(segment.pk), is_absent=is_absent)


def test_nothing_asked_is_no_segment() -> None:
    account = make_account()
    with pytest.raises(ValueError, match="at least one condition"):
        make_segment(account)
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        condition("replied", since="start", days=None, is_absent=False),
        condition("replied", since="here", days=None, is_absent=True),
        condition(
            "group", match="any", conditions=[condition("replied", since="here", days=None, is_absent=False)]
        ),
    ],
)
def test_what_asks_about_a_run_is_refused_with_a_sentence(asked: Plain) -> None:
    segment = Segment(account=make_account(), name="x", conditions=[tagged("VIP"), asked])
    [problem] = segment_problems(segment)
    assert problem.path == (1,)
    assert "in a segment nobody is in one" in str(problem.message)


def test_conditions_of_runs_are_not_even_offered() -> None:
    from linesteps.conditions.stream import segment_conditions_block

    block = segment_conditions_block()
    offered = {*block.child_blocks, *block.child_blocks["group"].child_blocks["conditions"].child_blocks}
    assert {kind.name for kind in condition_kinds if kind.is_of_run}.isdisjoint(offered)
    assert {"tag", "attribute", "group", "in_segment", "replied"} <= offered


def test_broken_conditions_are_refused_where_they_stand() -> None:
    segment = Segment(
        account=make_account(), name="x", conditions=[tagged("VIP"), clicked("gone"), tagged("")]
    )
    assert [one.path[0] for one in segment_problems(segment)] == [1, 2]


def test_rings_are_refused_and_their_way_is_named() -> None:
    account = make_account()
    first = make_segment(account, tagged("VIP"), name="first")
    second = make_segment(account, within(first), name="second")
    third = make_segment(
        account, condition("group", match="any", conditions=[within(second, is_absent=True)]), name="third"
    )
    first.conditions = [tagged("VIP"), within(third)]
    [problem] = segment_problems(first)
    assert problem.path == (1,)
    assert "first → third → second → first" in str(problem.message)
    first.conditions = [within(first)]
    assert "first → first" in str(segment_problems(first)[0].message)
    with pytest.raises(ValueError, match="in itself"):
        save_segment(first)


def test_ring_that_code_made_ends_as_not_known() -> None:
    account = make_account()
    [friend] = make_friends(account, 1)
    one = make_segment(account, tagged("VIP"), name="one")
    two = make_segment(account, within(one), name="two")
    ring = [{"kind": "in_segment", "config": {"segment": two.pk, "account": account.pk, "is_absent": False}}]
    Segment.objects.filter(pk=one.pk).update(compiled={"match": "all", "conditions": ring})
    asked = compiled_conditions([within(two)], compiling_for(account))
    assert answers_for([friend.pk], account, asked, "all", now=clock.now()) == {friend.pk: None}


def test_a_change_of_the_inner_segment_holds_at_once_in_the_outer_one() -> None:
    account = make_account()
    friends = make_friends(account, 10)
    tag_some(account, "VIP", friends[:3])
    tag_some(account, "staff", friends[:1])
    inner = make_segment(account, tagged("VIP"), name="inner")
    outer = make_segment(account, within(inner, is_absent=True), name="outer")
    assert count_segment(outer).matching == 7
    inner.conditions = [tagged("staff")]
    save_segment(inner)
    outer.refresh_from_db()
    assert count_segment(outer).matching == 9
    assert (outer.matching, outer.not_matching, outer.unknown) == (9, 1, 0)


def test_deleted_segment_is_not_known_and_another_accounts_is_refused() -> None:
    account, other = make_account(), make_account("Other")
    [friend] = make_friends(account, 1)
    segment, foreign = make_segment(account, tagged("VIP")), make_segment(other, tagged("VIP"))
    asked = compiled_conditions([within(segment)], compiling_for(account))
    kind = condition_kinds.get("in_segment")
    assert "belongs to another account" in str(
        kind.problems(within(foreign)["value"], compiling_for(account))[0].message
    )
    segment.delete()
    assert answers_for([friend.pk], account, asked, "all", now=clock.now()) == {friend.pk: None}
    assert "is gone" in str(kind.problems(within(segment)["value"], compiling_for(account))[0].message)


def test_segment_whose_attribute_was_deleted_cannot_be_published() -> None:
    account = make_account()
    attribute = Attribute.objects.create(account=account, key="rank", name="Rank")
    segment = make_segment(account, condition("attribute", attribute="rank", comparison="is", value="gold"))
    kind = condition_kinds.get("in_segment")
    assert kind.problems(within(segment)["value"], compiling_for(account)) == []
    attribute.delete()
    [problem] = kind.problems(within(segment)["value"], compiling_for(account))
    assert "must be mended first" in str(problem.message) and "rank" in str(problem.message)


def test_name_stands_once_in_an_account() -> None:
    account = make_account()
    make_segment(account, tagged("VIP"), name="Regulars")
    make_segment(make_account("Other"), tagged("VIP"), name="Regulars")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_segment(account, tagged("VIP"), name="Regulars")


def test_lots_of_two_segments_are_drawn_apart() -> None:
    account = make_account()
    friends = make_friends(account, 400)
    half = condition("percentage", percent=50)
    asked = [make_segment(account, half, name=name) for name in ("one", "two")]
    ids = [one.pk for one in friends]
    first, second = (
        answers_for(ids, account, one.compiled["conditions"], "all", now=clock.now()) for one in asked
    )
    both = sum(bool(first[pk] and second[pk]) for pk in ids)
    assert 60 <= both <= 140
