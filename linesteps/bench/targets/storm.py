"""G12: a storm of events that the site tells of is absorbed: nothing lost, nobody started twice."""

from __future__ import annotations

import json

from django.db import connection, transaction
from django.db.models import Count

from linesteps import clock
from linesteps.bench.figures import Figure
from linesteps.bench.meter import Meter, peak_memory_mb
from linesteps.bench.plan import Plan, tidy
from linesteps.bench.shop import WALK_1, Shop
from linesteps.conditions.filters import WHO
from linesteps.engine.models import Enrolment
from linesteps.engine.react import react, react_to_activities
from linesteps.followers.events import KIND, Event, track, track_many
from linesteps.followers.models import Activity, Follower
from linesteps.followers.tags import add_tag
from linesteps.inbox.receive import receive
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain, tagged, trigger

#: Calls of ``track`` in one transaction, as a site's import would make them.
_TOGETHER = 100


def measure(plan: Plan) -> list[Figure]:
    """One event for each friend, told one by one, to two scenarios that ask who may start; and a message of each."""
    shop = Shop("http://127.0.0.1:1")
    shop.add_followers(plan.people)
    people = list(Follower.objects.filter(account=shop.account).order_by("pk"))
    scenarios = [_listening(shop, "purchase"), _listening(shop, "purchase", tagged("none", is_absent=True))]
    # Nobody has it, and it must be looked up for everybody.
    add_tag(people[0], "none", "code")
    while react_to_activities():
        pass
    tidy()
    before = peak_memory_mb()
    with Meter() as telling:
        _tell(people)
    with Meter() as starting:
        while react_to_activities():
            pass
    grown = peak_memory_mb() - before
    runs = Enrolment.objects.filter(scenario__in=scenarios)
    wanted = 2 * len(people) - 1
    twice = runs.values("scenario", "follower").annotate(n=Count("pk")).filter(n__gt=1).count()
    with Meter() as plain:
        _write_rows(people)
    with Meter() as together:
        track_many(Event(one, "looked", {"amount": 3000}, None, f"look-{one.pk}") for one in people)
    said = _listening_to_words(shop)
    _receive(shop, people)
    with Meter() as heard:
        while react():
            pass
    lost = len(people) - Enrolment.objects.filter(scenario=said).count()
    whole = telling.seconds + starting.seconds
    return [
        Figure(name="events told, one by one", value=len(people) / telling.seconds, unit="/s"),
        Figure(
            name="events absorbed, from track() to two started runs", value=len(people) / whole, unit="/s"
        ),
        Figure(name="runs started by what was told", value=wanted / starting.seconds, unit="/s"),
        Figure(name="CPU for an event, told", value=_cpu(telling, len(people)), unit="µs"),
        Figure(name="CPU for a start, its history included", value=_cpu(starting, wanted), unit="µs"),
        Figure(name="100,000 events would take", value=100_000 / len(people) * whole, unit="s", at_most=60),
        Figure(name="of a plain insert of the same rows", value=plain.seconds / whole, unit="×"),
        Figure(name="starts lost", value=wanted - runs.count(), at_most=0),
        Figure(name="started twice", value=twice, at_most=0),
        Figure(name="events told by track_many", value=len(people) / together.seconds, unit="/s"),
        Figure(name="LINE's events, from inbox to started run", value=len(people) / heard.seconds, unit="/s"),
        Figure(name="CPU for an event of LINE's", value=_cpu(heard, len(people)), unit="µs"),
        Figure(name="LINE's events lost", value=lost, at_most=0),
        Figure(name="memory grown meanwhile", value=grown, unit="MB", at_most=100),
    ]


def _cpu(meter: Meter, count: int) -> float:
    return (meter.own_cpu + meter.database_cpu) / count * 1e6


def _listening(shop: Shop, name: str, *conditions: Plain) -> Scenario:
    who = {WHO: {"conditions": list(conditions), "match": "all"}}
    return _publish(shop, trigger("event", name=name, parts=[], **who))


def _publish(shop: Shop, drawn: Plain) -> Scenario:
    scenario = shop.publish(WALK_1)
    draft = scenario.get_latest_revision_as_object()
    draft.triggers = [drawn]
    draft.save_revision().publish()
    scenario.refresh_from_db()
    return scenario


def _listening_to_words(shop: Shop) -> Scenario:
    return _publish(shop, trigger("keyword", words="hi", match="is"))


def _receive(shop: Shop, people: list[Follower]) -> None:
    """Everybody writes, a hundred to a webhook, as LINE sends them when many write at once."""
    stamp = int(clock.now().timestamp() * 1000)
    for start in range(0, len(people), _TOGETHER):
        events = [
            {
                "type": "message",
                "mode": "active",
                "timestamp": stamp,
                "replyToken": f"{one.pk:032x}",
                "source": {"type": "user", "userId": one.line_user_id},
                "webhookEventId": f"storm-{one.pk}",
                "deliveryContext": {"isRedelivery": False},
                "message": {"id": str(one.pk), "type": "text", "text": "hi"},
            }
            for one in people[start : start + _TOGETHER]
        ]
        receive(shop.account, json.dumps({"events": events}).encode())


def _tell(people: list[Follower]) -> None:
    for start in range(0, len(people), _TOGETHER):
        with transaction.atomic():
            for person in people[start : start + _TOGETHER]:
                track(person, "purchase", {"amount": 3000}, key=f"order-{person.pk}")


def _write_rows(people: list[Follower]) -> None:
    """As many events, runs and entries of the history, by ``bulk_create`` and nothing else; rolled back."""
    moment, model = clock.now(), Enrolment.objects.first()
    if model is None:
        raise RuntimeError(f"Nothing was started on {connection.vendor}.")
    with transaction.atomic():
        Enrolment.objects.all().delete()
        Activity.objects.bulk_create(
            (Activity(follower=one, kind=kind, at=moment, handled_at=moment, data={"name": "purchase"})
             for one in people for kind in (KIND, "entered", "entered")), batch_size=500,
        )  # fmt: skip
        Enrolment.objects.bulk_create(
            (Enrolment(scenario_id=model.scenario_id, version_id=model.version_id, follower=one, step_id="start",
                       arrived_at=moment, due_at=moment, entered_at=moment, cause="event", status="completed")
             for one in people for _number in range(2)), batch_size=500,
        )  # fmt: skip
        transaction.set_rollback(True)
