"""Whom a trial is about: made up, or a copy of a real friend."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.simulator.persona import BadPersona, Persona
from linesteps.testing.build import (
    branch,
    condition,
    path,
    send,
    split,
    tagged,
)
from tests.integration.simulator.trying import START, drawn, run, texts, told


def test_attribute_that_nobody_told_is_unknown_and_takes_the_last_path(account: Account) -> None:
    Attribute.objects.create(
        account=account, key="gender", name="性別", type="choice", choices=["female", "male"]
    )
    women = condition("attribute", attribute="gender", comparison="is", value="female")
    scenario = drawn(account, branch(path([women], [send("For her")]), otherwise=[send("For all")]))
    unknown = run(scenario)
    assert texts(unknown) == ["For all"] and "not known" in told(unknown, "decided")
    persona = Persona.from_json({"name": "A", "attributes": {"gender": "female"}}, account)
    assert texts(run(scenario, persona=persona)) == ["For her"]
    with pytest.raises(BadPersona):
        Persona.from_json({"attributes": {"gender": "cat"}}, account)


def test_tags_and_name_of_the_persona_are_used(account: Account) -> None:
    scenario = drawn(account, branch(path([tagged("VIP")], [send("{{ display_name|you }}, VIP")])))
    assert texts(run(scenario, persona=Persona(name="太郎", tags=("VIP",)))) == ["太郎, VIP"]
    assert texts(run(scenario)) == []


def test_real_friend_is_copied_and_not_touched(account: Account) -> None:
    with clock.frozen_here(START):
        friend = Follower.objects.create(
            account=account,
            line_user_id="U1",
            status="friend",
            display_name="実花",
            os="ios",
            last_followed_at=START - timedelta(days=40),
        )
        attribute = Attribute.objects.create(account=account, key="age", name="年齢", type="number")
        FollowerAttribute.objects.create(
            follower=friend, attribute=attribute, value="34", source="hand", set_at=START
        )
        FollowerTag.objects.create(
            follower=friend,
            tag=Tag.objects.create(account=account, name="VIP"),
            source="hand",
            added_at=START,
        )
        persona = Persona.of_follower(friend)
    assert persona == Persona(name="実花", os="ios", attributes={"age": "34"}, tags=("VIP",), friend_days=40)
    thirty = condition("attribute", attribute="age", comparison="at_least", value="30")
    old = condition("friend_days", comparison="at_least", days=30)
    scenario = drawn(account, branch(path([thirty, tagged("VIP"), old], [send("{{ display_name|you }}")])))
    assert texts(run(scenario, persona=persona)) == ["実花"]
    assert not friend.activities.exists() and not friend.enrolments.exists()


def test_same_person_draws_the_same_lot_however_often_it_is_played(account: Account) -> None:
    paths = split((50, [send("A")]), (50, [send("B")]), id="lot")
    found = {}
    for number in range(12):
        persona = Persona(name=str(number))
        once = texts(run(drawn(account, paths), persona=persona))
        assert texts(run(drawn(account, paths), persona=persona)) == once
        found[number] = once[0]
    assert set(found.values()) == {"A", "B"}
