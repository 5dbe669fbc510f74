"""The condition on events that the site's own code told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

import linesteps
from linesteps import clock
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers import event_names
from linesteps.followers.models import Activity, EventName
from linesteps.followers.property_values import compares
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import Plain, branch, condition, path, send, wait, wait_for
from linesteps.testing.shop import Shop


def event_asked(event: str = "purchase", **more: Any) -> Plain:
    """Happened at least once since the scenario began, unless told otherwise."""
    asked = {
        "count": 1, "since": "start", "days": None, "property": "", "comparison": "is", "value": "", "is_absent": False
    }  # fmt: skip
    return condition("event", event=event, **{**asked, **more})


def yes_or_no(shop: Shop, asked: Plain, *, days: int = 3) -> None:
    shop.publish(steps=[wait(days=days), branch(path([asked], [send("Yes")]), otherwise=[send("No")])])


@pytest.mark.parametrize(
    ("asked", "told_on_days", "expected"),
    [
        ({}, [1], "Yes"),
        ({}, [], "No"),
        ({"count": 2}, [1], "No"),
        ({"count": 2}, [1, 2], "Yes"),
        # Before the scenario began, on day 0.
        ({}, [-1], "No"),
        ({"since": "ever"}, [-1], "Yes"),
        ({"since": "here"}, [1], "No"),
        ({"since": "days", "days": 2}, [2], "Yes"),
        ({"since": "days", "days": 1}, [1], "No"),
        ({"since": "days", "days": 5, "count": 3}, [-1, 1, 2], "Yes"),
        ({"is_absent": True}, [], "Yes"),
        ({"is_absent": True}, [1], "No"),
        ({"event": "visit"}, [1], "No"),
    ],
)
def test_event_counts_as_often_and_since_when_it_is_meant(
    shop: Shop, asked: dict[str, Any], told_on_days: list[int], expected: str
) -> None:
    yes_or_no(shop, event_asked(**asked))
    friend = shop.add_friend()
    follower, began = shop.follower(friend), clock.now()
    for day in told_on_days:
        linesteps.track(follower, "purchase", at=began + timedelta(days=day, hours=1))
    shop.pass_time(days=4)
    assert shop.texts_to(friend) == [expected]


def test_only_events_that_say_the_value_count(shop: Shop) -> None:
    asked = event_asked(property="total", comparison="at_least", value="1,000", count=2)
    yes_or_no(shop, asked, days=1)
    rich, poor = shop.add_friend("A"), shop.add_friend("B")
    for friend, totals in ((rich, ["1000.00", 999, 5000]), (poor, [999, "x", 2000])):
        for total in totals:
            linesteps.track(shop.follower(friend), "purchase", {"total": total})
    linesteps.track(shop.follower(poor), "purchase", {"of": "something else"})
    shop.pass_time(days=2)
    assert [shop.texts_to(friend) for friend in (rich, poor)] == [["Yes"], ["No"]]


def test_whoever_waits_for_it_goes_on_at_once(shop: Shop) -> None:
    shop.publish(
        steps=[
            wait_for(
                event_asked("booking", since="here"), happened=[send("Booked")], otherwise=[send("Late")]
            )
        ]
    )
    booked, late = shop.add_friend("A"), shop.add_friend("B")
    linesteps.track(shop.follower(late), "visit")
    linesteps.track(shop.follower(booked), "booking", {"day": "2026-12-24"})
    shop.settle()
    assert shop.texts_to(booked) == ["Booked"]
    assert shop.texts_to(late) == []
    shop.pass_time(days=4)
    assert shop.texts_to(late) == ["Late"]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"event": ""}, "event"),
        ({"event": "Purchase!"}, "event"),
        ({"count": 0}, "count"),
        ({"count": 1001}, "count"),
        ({"since": "days"}, "days"),
        ({"property": "total"}, "value"),
    ],
)
def test_what_is_missing_is_told_at_its_place(shop: Shop, value: dict[str, Any], place: str) -> None:
    asked = event_asked(**value)
    [found] = problems(shop.draw(steps=[branch(path([asked], [send("Yes")]))]))
    assert found.problem.path == ("paths", 0, "conditions", 0, place)


@pytest.mark.parametrize(
    ("have", "comparison", "want", "expected"),
    [
        (5, "is", "5.0", True),
        ("1200.50", "at_least", "1200.5", True),
        ("9", "at_most", "10", True),
        ("２４", "at_least", "24", True),
        ("Red", "is", "red", True),
        ("Red", "is_not", "blue", True),
        (None, "is_not", "blue", False),
        (True, "is", "yes", True),
        (False, "is", "いいえ", True),
        (True, "is", "5", False),
        ("2026-12-24", "at_least", "2026-12-01", True),
        ("2026-12-24T10:00:00+09:00", "at_most", "2026-12-24", True),
        ("Tokyo", "at_least", "5", False),
        (["red", "blue"], "is", "Blue", True),
        (["red", "blue"], "is_not", "Blue", False),
        ("Red wine", "contains", "WINE", True),
        ({"a": 1}, "is", "1", False),
        ("NaN", "at_least", "1", False),
    ],
)
def test_values_are_compared_by_what_they_are(have: Any, comparison: str, want: str, expected: bool) -> None:
    assert compares(have, comparison, want) is expected


def test_names_seen_are_kept_once_and_offered(shop: Shop) -> None:
    event_names._known.clear()
    follower = shop.follower(shop.add_friend())
    for _ in range(3):
        linesteps.track(follower, "cart_updated")
    assert list(EventName.objects.values_list("account_id", "name")) == [(shop.account.pk, "cart_updated")]
    field = event_names.EventNameBlock().field.widget.render("event", "", {"id": "x"})
    assert '<option value="cart_updated">' in field


def test_batch_reads_events_by_their_own_index(shop: Shop) -> None:
    """Also where a friend has a long history of other things."""
    follower = shop.follower(shop.add_friend())
    moment = clock.now()
    Activity.objects.bulk_create(
        Activity(follower=follower, kind="message_received", at=moment, data={}, handled_at=moment)
        for _ in range(500)
    )
    linesteps.track(follower, "purchase")
    config = {"event": "purchase", "count": 1, "since": "ever", "days": None, "is_absent": False}
    kind = condition_kinds.get("event")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "ANALYZE linesteps_activity")
    queries: list[str] = []

    def explained(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        with connection.cursor() as cursor:
            context["connection"].execute_wrappers.clear()
            cursor.execute(explain + sql, parameters)
            queries.append(str(cursor.fetchall()))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explained):
        subjects = [Subject(follower_id=follower.pk, enrolment_id=1, entered_at=moment)]
        try:
            assert set(kind.load(config, subjects)) == {follower.pk}
        finally:
            # So that leaving the block finds what it put there.
            connection.execute_wrappers[:] = [explained]
    if connection.vendor == "sqlite":
        assert "linesteps_activity_events" in queries[0]
