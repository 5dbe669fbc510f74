"""Who is kept out by lot stays out by every way in, is counted once, and costs as little for many as for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import linesteps
from linesteps.accounts.models import Account
from linesteps.admin.friends.told import told
from linesteps.engine.enrol import enrol
from linesteps.engine.intake import request_intake, take_in
from linesteps.engine.models import Enrolment
from linesteps.engine.react import react_to_activities
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Activity, Attribute, Follower
from linesteps.followers.tags import add_tag
from linesteps.goals.models import GoalDue, HeldOut
from linesteps.scenarios.models import Scenario
from linesteps.simulator.persona import Persona
from linesteps.simulator.simulate import simulate
from linesteps.testing.build import Plain, send, step, trigger, wait
from linesteps.testing.shop import Shop
from tests.integration.api.making import EVERYTHING, Program

Way = Callable[[Shop, Scenario, list[str]], None]
_STEPS = [send("Started")]


def _by_tag(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    for one in people:
        add_tag(shop.follower(one), "x", "hand")
    shop.settle()


def _by_word(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    for one in people:
        shop.line.say(shop.there, one, "hi")
    shop.settle()


def _by_date(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    for one in people:
        set_attribute(shop.follower(one), "day", "2026-11-23", "hand")
    shop.pass_time(days=1)


def _by_rhythm(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    shop.pass_time(days=1)


def _by_intake(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    request_intake(scenario, wanted=len(people))
    shop.settle()


def _by_api(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    program = Program(*EVERYTHING, root=f"/line/api/v1/accounts/{shop.account.channel_id}")
    for number, one in enumerate(people):
        headers = {"Idempotency-Key": one} if number % 2 else {}
        answers = [
            program.call("POST", f"/scenarios/{scenario.pk}/runs", {"line_user_id": one}, **headers)
            for _again in range(2)
        ]
        if answers[0].status_code != 201:
            kinds = [str(answer.json()["type"]) for answer in answers]
            assert kinds == ["urn:linesteps:problem:held_out"] * 2
    shop.settle()


def _by_step(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    first = shop.publish(
        name="First",
        steps=[step("start_scenario", {"scenario": str(scenario.pk), "is_end": False})],
        triggers=[trigger("tag_added", tag="first")],
    )
    assert first.pk != scenario.pk
    for one in people:
        add_tag(shop.follower(one), "first", "hand")
    shop.settle()


def _by_hand(shop: Shop, scenario: Scenario, people: list[str]) -> None:
    for one in people:
        enrol(scenario, shop.follower(one), cause="by_hand")
    shop.settle()


_WAYS: list[tuple[str, Plain, Way]] = [
    ("tag", trigger("tag_added", tag="x"), _by_tag),
    ("word", trigger("keyword", words="hi", match="is"), _by_word),
    (
        "date",
        trigger("date_attribute", attribute="day", every_year=True, days=0, direction="before", at="10:00"),
        _by_date,
    ),
    ("rhythm", trigger("recurring", every="day", at="10:00:00", weekdays=[], day=1), _by_rhythm),
    ("intake", trigger("by_hand"), _by_intake),
    ("api", trigger("by_hand"), _by_api),
    ("step", trigger("by_hand"), _by_step),
    ("hand", trigger("by_hand"), _by_hand),
]


@pytest.mark.parametrize(("start", "way"), [one[1:] for one in _WAYS], ids=[one[0] for one in _WAYS])
def test_whoever_is_kept_out_gets_nothing_by_any_way_in_and_is_counted_once(
    shop: Shop, start: Plain, way: Way
) -> None:
    Account.objects.update(spread_minutes=0)
    Attribute.objects.create(account=shop.account, key="day", name="Day", type=Attribute.Type.DATE)
    scenario = shop.publish(steps=_STEPS, triggers=[start], holdout_percent=50, can_repeat=True)
    people = [shop.add_friend(f"Friend {number}") for number in range(20)]
    way(shop, scenario, people)
    out = set(HeldOut.objects.values_list("follower__line_user_id", flat=True))
    assert 0 < len(out) < 20, (
        "Of twenty some are in and some are out; one in half a million shops fails here."
    )
    assert {one for one in people if shop.texts_to(one) == []} == out
    assert set(
        Enrolment.objects.filter(scenario=scenario).values_list("follower__line_user_id", flat=True)
    ) == (set(people) - out)
    # Once more by another way: the lot was drawn, and nobody is counted twice.
    for one in out:
        assert enrol(scenario, shop.follower(one), cause="by_hand") is None
    way(shop, scenario, people)
    assert {one for one in people if shop.texts_to(one) == []} == out
    assert HeldOut.objects.count() == len(out)
    rows = Activity.objects.filter(kind="held_out")
    assert sorted(rows.values_list("follower__line_user_id", flat=True)) == sorted(out)
    with translation.override("en"):
        assert told(rows[0], {})[1] == "“Scenario” did not start: kept out by lot, to see what it brings"


def test_whoever_was_inside_before_is_not_kept_out(shop: Shop) -> None:
    scenario = shop.publish(
        steps=[send("Started"), wait(days=1)], triggers=[trigger("tag_added", tag="x")], can_repeat=True
    )
    people = [shop.add_friend(f"Friend {number}") for number in range(12)]
    _by_tag(shop, scenario, people[:11])
    shop.pass_time(days=2)
    scenario.holdout_percent = 50
    scenario.save_revision().publish()
    scenario.refresh_from_db()
    request_intake(scenario)
    shop.settle()
    assert [shop.texts_to(one) for one in people[:11]] == [["Started"] * 2] * 11
    assert set(HeldOut.objects.values_list("follower__line_user_id", flat=True)) <= {people[11]}


def test_trial_is_never_kept_out(shop: Shop) -> None:
    """Who tries a scenario wants to see it."""
    drawn = shop.draw(steps=_STEPS, holdout_percent=99)
    assert shop.virtual is not None
    found = simulate(drawn, Persona(), start=shop.virtual.at)
    assert [event.kind for event in found.events if event.kind in {"entered", "message"}] == [
        "entered",
        "message",
    ]


def _many(shop: Shop, size: int, batch: int) -> list[Follower]:
    return Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{batch}-{number}", status="friend")
        for number in range(size)
    )


@pytest.mark.parametrize("way", ["events", "intake"])
def test_lots_of_many_cost_as_many_statements_as_those_of_few(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr("linesteps.engine.intake.BATCH", 1000)
    scenario = shop.publish(
        steps=_STEPS, triggers=[trigger("event", name="purchase", parts=[])], holdout_percent=50
    )
    counts = []
    for batch, size in enumerate((20, 20, 200)):
        people = _many(shop, size, batch)
        GoalDue.objects.all().delete()
        if way == "events":
            for person in people:
                linesteps.track(person, "purchase")
        else:
            Follower.objects.exclude(pk__in=[one.pk for one in people]).update(status="blocked")
            request_intake(scenario)
        with CaptureQueriesContext(connection) as captured:
            assert (react_to_activities() if way == "events" else take_in()) == size
        counts.append(len(captured))
    assert counts[1] == counts[2], counts
    assert Enrolment.objects.count() + HeldOut.objects.count() == 240
