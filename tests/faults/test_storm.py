"""A storm of events, told by several processes and handled by several workers: none is lost, none counts twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

import linesteps
from linesteps import doorbell
from linesteps.conditions.filters import WHO
from linesteps.engine.models import Enrolment
from linesteps.engine.react import react, react_to_activities
from linesteps.failpoints import FailpointReached, arm
from linesteps.followers.models import Activity, Follower
from linesteps.followers.tags import add_tag
from linesteps.inbox.models import InboxEvent
from linesteps.inbox.receive import receive
from linesteps.testing.build import Plain, send, tagged, trigger
from linesteps.testing.shop import Shop
from tests.faults.test_engine import at_once, till_done

PEOPLE = 300


def listening(*conditions: Plain) -> Plain:
    return trigger(
        "event", name="purchase", parts=[], **{WHO: {"conditions": list(conditions), "match": "all"}}
    )


@pytest.mark.fault("E-01")
def test_several_workers_start_everybody_once_and_a_crash_in_between_loses_nobody(shop: Shop) -> None:
    shop.publish(steps=[send("One")], triggers=[listening()], name="All", can_repeat=True)
    shop.publish(steps=[send("Two")], triggers=[listening(tagged("none", is_absent=True))], name="Some")
    people = Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number}", status="friend") for number in range(PEOPLE)
    )
    add_tag(people[0], "none", "code")

    def told(times: int) -> Iterator[linesteps.Event]:
        return (
            linesteps.Event(one, "purchase", {}, None, f"order-{number}")
            for number in range(times)
            for one in people
        )

    # Two processes tell the same, and one of them more.
    new = at_once(lambda: linesteps.track_many(told(1)), lambda: linesteps.track_many(told(2)))
    assert sum(map(sum, new)) == 2 * PEOPLE == Activity.objects.filter(kind="event").count()
    with pytest.raises(FailpointReached), arm("engine.after_activities"):
        react_to_activities(limit=50)
    assert not Enrolment.objects.exists()
    at_once(*[till_done(lambda: react_to_activities(limit=40))] * 3)
    till_done(react_to_activities)()
    assert not Activity.objects.unhandled().exists()
    runs = Enrolment.objects.values("scenario", "follower").annotate(count=Count("pk"))
    assert runs.count() == Enrolment.objects.count() == 2 * PEOPLE - 1
    assert Activity.objects.filter(kind="entered").count() == 2 * PEOPLE - 1
    assert {pk for (pk,) in Activity.objects.filter(kind="not_started").values_list("follower_id")} == {
        people[0].pk
    }


def test_what_many_people_write_costs_few_statements_and_each_one_is_heard_in_order(shop: Shop) -> None:
    hi = trigger("keyword", words="hi", match="is", **{WHO: {"conditions": [tagged("VIP")], "match": "any"}})
    shop.publish(steps=[send("Started")], triggers=[hi])
    doorbell.ring("advance_due")
    counts = []
    for batch, size in enumerate((10, 10, 100)):
        people = Follower.objects.bulk_create(
            Follower(account=shop.account, line_user_id=f"U{batch}-{number}", status="friend")
            for number in range(size)
        )
        for person in people[: size // 2]:
            add_tag(person, "VIP", "hand")
        while react_to_activities():
            pass
        # And some whom nobody knew.
        said(shop, *[one.line_user_id for one in people], *[f"N{batch}-{number}" for number in range(size)])
        with CaptureQueriesContext(connection) as captured:
            assert react() == 2 * size
        counts.append(len(captured))
    # SQLite takes no more than some dozen new people in one statement.
    assert counts[2] <= counts[1] + 1 <= 30
    assert Enrolment.objects.count() == Activity.objects.filter(kind="not_started").count() == 60
    assert Follower.objects.filter(status="stranger").count() == 120
    assert not Follower.objects.filter(last_seen_at=None).exists()
    # Somebody who writes three times at once is answered as if each had come alone.
    add_tag(Follower.objects.get(line_user_id="U0-9"), "VIP", "hand")
    while react_to_activities():
        pass
    said(shop, "U0-9", "U0-8", "U0-9", "U0-7", "U0-9", texts=["no", "hi", "hi", "hi", "last"])
    assert react() == 5
    kinds = Activity.objects.filter(follower__line_user_id="U0-9").exclude(kind="tag_added").order_by("pk")
    assert [one.data.get("text", one.kind) for one in kinds][2:] == ["no", "entered", "hi", "last"]
    assert set(InboxEvent.objects.values_list("status", flat=True)) == {InboxEvent.Status.DONE}


def said(shop: Shop, *people: str, texts: Sequence[str] = ()) -> None:
    """A webhook that brings a message of each."""
    events = [
        shop.line.event(shop.there, one, "message", message={"type": "text", "id": str(number), "text": text})
        for number, (one, text) in enumerate(zip(people, texts or ["hi"] * len(people), strict=True))
    ]
    receive(shop.account, json.dumps({"events": events}).encode())
