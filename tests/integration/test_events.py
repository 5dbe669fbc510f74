"""Events that the site's own code tells."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import linesteps
from linesteps import clock
from linesteps.engine.react import react_to_activities
from linesteps.failpoints import FailpointReached, arm
from linesteps.followers import events
from linesteps.followers.models import Activity, EventName, Follower
from linesteps.privacy.erase import erase
from tests.admin.builders import make_account, make_friend

pytestmark = pytest.mark.django_db


@pytest.fixture
def follower() -> Follower:
    return make_friend(make_account(), "Aoi")


def test_an_event_is_kept_in_the_history_with_what_it_says(follower: Follower) -> None:
    is_new = linesteps.track(follower, "purchase", {"total": Decimal("1200.50"), "day": date(2026, 11, 26)})
    activity = Activity.objects.get(kind="event")
    assert is_new
    assert activity.follower_id == follower.pk
    assert activity.handled_at is None
    assert activity.data == {
        "name": "purchase",
        "properties": {"total": "1200.50", "day": "2026-11-26"},
        "source": "code",
    }


def test_told_again_with_the_same_key_it_is_not_counted_again(follower: Follower) -> None:
    assert linesteps.track(follower, "purchase", {"order": 17}, key="order-17")
    assert not linesteps.track(follower, "purchase", {"order": 17}, key="order-17")
    assert linesteps.track(follower, "purchase", {"order": 18}, key="order-18")
    assert linesteps.track(follower, "visit") and linesteps.track(follower, "visit")
    assert Activity.objects.filter(kind="event").count() == 4


@pytest.mark.parametrize(
    ("name", "properties", "key", "code"),
    [
        ("Purchase", {}, None, "name"),
        ("", {}, None, "name"),
        ("a" * 61, {}, None, "name"),
        ("purchase", {"of": object()}, None, "properties"),
        ("purchase", {"total": float("nan")}, None, "properties"),
        ("purchase", {"text": "あ" * 1000}, None, "properties"),
        ("purchase", {}, "", "key"),
        ("purchase", {}, "k" * 101, "key"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(
    follower: Follower, name: str, properties: dict[str, Any], key: str | None, code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        linesteps.track(follower, name, properties, key=key)
    assert caught.value.code == code
    assert not Activity.objects.filter(kind="event").exists()


def test_of_somebody_erased_nothing_is_kept_any_more(follower: Follower) -> None:
    erase(follower.pk)
    follower.refresh_from_db()
    assert not linesteps.track(follower, "purchase")
    assert not Activity.objects.filter(follower=follower, kind="event").exists()


def test_the_database_itself_keeps_one_key_once_for_one_friend(follower: Follower) -> None:
    other = make_friend(follower.account, "Ren")
    Activity.objects.create(follower=other, kind="event", at=clock.now(), key="order-17")
    linesteps.track(follower, "purchase", key="order-17")
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(follower=follower, kind="event", at=clock.now(), key="order-17")


def test_many_told_at_once_are_kept_as_if_they_were_told_one_by_one(follower: Follower) -> None:
    other, gone = make_friend(follower.account, "Ren"), make_friend(follower.account, "Mei")
    erase(gone.pk)
    gone.refresh_from_db()
    at = clock.now() - timedelta(days=1)
    told: list[tuple[Any, ...]] = [
        (follower, "purchase", {"total": Decimal("1200.50"), "text": 'a "b"\\\0 あ'}, None, "order-17"),
        (other, "purchase", {"day": date(2026, 11, 26)}, at, "order-17"),
        (follower, "purchase", {"total": 1}, None, "order-17"),
        (follower, "visit", None, None, None),
        (gone, "visit", None, None, None),
        (follower, "visit", {}, None, None),
    ]
    expected = [True, True, False, True, False, True]
    with clock.frozen(clock.now()):
        by_one = [linesteps.track(*one[:3], at=one[3], key=one[4], source="api") for one in told]
        rows = _rows()
        Activity.objects.all().delete()
        together = linesteps.track_many((linesteps.Event(*one) for one in told), source="api")
        assert together == by_one == expected
        assert _rows() == rows and len(rows) == 4
        # Told again as a whole, only what has no key counts again.
        assert linesteps.track_many([linesteps.Event(*one) for one in told]) == [
            *[False] * 3,
            True,
            False,
            True,
        ]
    assert linesteps.track_many([]) == []
    assert set(EventName.objects.values_list("name", flat=True)) == {"purchase", "visit"}


def _rows() -> list[tuple[Any, ...]]:
    names = ("follower_id", "kind", "at", "data", "key", "handled_at")
    return list(Activity.objects.order_by("pk").values_list(*names))


def test_of_many_none_is_kept_if_one_is_bad_and_the_fault_names_it(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "AT_ONCE", 2)
    good = linesteps.Event(follower, "purchase", key="a")
    bad = [linesteps.Event(follower, "Purchase"), linesteps.Event(follower, "visit", {"of": object()})]
    with pytest.raises(ValidationError) as caught:
        linesteps.track_many([good, good, *bad, good])
    assert [(one.code, one.params["number"]) for one in caught.value.error_list] == [
        ("name", 3),
        ("properties", 4),
    ]
    assert "Event 3: “Purchase” cannot name an event." in caught.value.messages[0]
    assert not Activity.objects.filter(kind="event").exists()
    with pytest.raises(FailpointReached), arm("followers.before_events_commit"):
        linesteps.track_many([good])
    assert not Activity.objects.filter(kind="event").exists()


def test_a_storm_costs_few_statements_however_many_events_it_has(follower: Follower) -> None:
    people = Follower.objects.bulk_create(
        Follower(account=follower.account, line_user_id=f"U{number}", status="friend")
        for number in range(5000)
    )
    with CaptureQueriesContext(connection) as captured:
        new = linesteps.track_many(
            linesteps.Event(one, "purchase", {"n": one.pk}, None, "a") for one in people
        )
    assert all(new) and len(new) == 5000
    # Five thousands, each in one statement (SQLite: two), the name of the event, and a savepoint.
    assert len(captured) <= 15
    # One by one: one statement each, once the name is known; rings of one transaction are one.
    with CaptureQueriesContext(connection) as captured:
        for one in people[:50]:
            linesteps.track(one, "purchase", key="b")
            linesteps.track(one, "purchase")
    assert len(captured) == 100
    with CaptureQueriesContext(connection) as captured:
        assert react_to_activities(limit=5000) == 5000
    assert len(captured) <= 15
    assert react_to_activities() == 100
    assert not Activity.objects.unhandled().exists()
