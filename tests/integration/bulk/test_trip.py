"""Rows stored, committed and looked behind in one round trip; PostgreSQL only, where it is possible."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.doorbell import Doorbell
from linesteps.inbox.models import InboxEvent
from tests.faults.test_database import second_connection

pytestmark = pytest.mark.django_db(transaction=True)


def columns(account: Account, *names: str, **others: Any) -> dict[str, Any]:
    """Of events with these ids."""
    moment = clock.now()
    plain = {"kind": "message", "line_user_id": "U1", "occurred_at": moment, "received_at": moment}
    own = {"account_id": account.pk, "webhook_event_id": list(names), "status": "new", "reason": ""}
    return {**own, **plain, "payload": [{"name": name, "share": "100%"} for name in names], **others}


def store(account: Account, *names: str, seconds: float = 5.0, **others: Any) -> Doorbell | None:
    return bulk.insert_then_look(
        InboxEvent, columns(account, *names, **others), len(names), seconds, Doorbell, Doorbell.LOOK, name="bell"
    )  # fmt: skip


@pytest.fixture
def on_postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only; SQLite is no trip away")


def test_new_rows_are_stored_and_the_other_row_is_as_it_is_then(account: Account, on_postgres: None) -> None:
    assert store(account, "a", "b") is None
    rung = Doorbell.objects.create(name="bell", rung_at=clock.now())
    with CaptureQueriesContext(connection) as asked:
        assert store(account, "b", "c") == rung
    assert len(asked) == 1
    seen = store(account, "d")
    assert seen is not None and seen.rung_at == rung.rung_at
    assert list(InboxEvent.objects.order_by("id").values_list("webhook_event_id", "payload__share")) == [
        (name, "100%") for name in "abcd"
    ]
    assert connection.get_autocommit()


def test_whoever_holds_the_row_is_not_waited_for_longer_than_said(
    account: Account, on_postgres: None
) -> None:
    with second_connection() as link:
        link.autocommit = False
        link.execute("LOCK TABLE linesteps_inboxevent IN EXCLUSIVE MODE")
        with pytest.raises(OperationalError):
            store(account, "a", seconds=0.2)
        link.rollback()
    assert not InboxEvent.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    store(account, "a")
    assert InboxEvent.objects.count() == 1


def test_what_the_database_refuses_stores_nothing_and_the_connection_is_good_again(
    account: Account, on_postgres: None
) -> None:
    with pytest.raises(DataError):
        store(account, "a", "b", status="much too long for it")
    assert not InboxEvent.objects.exists()
    assert store(account, "a") is None


def test_is_possible_only_for_who_has_no_transaction_and_binds_values_here(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bulk.is_one_trip_possible() is (connection.vendor == "postgresql")
    with transaction.atomic():
        assert not bulk.is_one_trip_possible()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "server_side_binding", True)
    assert not bulk.is_one_trip_possible()


def test_rows_are_stored_only_if_the_other_row_is_what_it_was_known_to_be(
    account: Account, on_postgres: None
) -> None:
    def store_if(*names: str, **facts: Any) -> None:
        bulk.insert_then_look(
            InboxEvent, columns(account, *names), len(names), 5.0, Doorbell, Doorbell.LOOK,
            only_if=(Account, {"id": account.pk, **facts}), name="bell",
        )  # fmt: skip

    store_if("a", name=account.name)
    store_if("a", "b", name=account.name, is_active=True)
    # Nothing new is no refusal.
    store_if("a", name=account.name)
    for names in (("c",), ("c", "d")):
        with pytest.raises(bulk.Changed):
            store_if(*names, name="another", is_active=True)
    assert sorted(InboxEvent.objects.values_list("webhook_event_id", flat=True)) == ["a", "b"]
    assert connection.get_autocommit()
