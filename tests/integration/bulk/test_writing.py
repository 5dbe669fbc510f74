"""Many rows are written by few statements."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower, FollowerTag, Tag
from linesteps.outbox.models import Dispatch, MonthUse
from tests.integration.bulk.rows import dispatches

pytestmark = pytest.mark.django_db


def test_inserts_lists_and_values_that_all_rows_share(account: Account) -> None:
    months = [clock.now().date().replace(year=year, month=1, day=1) for year in (2024, 2025, 2026)]
    ids = bulk.insert(MonthUse, {"account_id": account.pk, "month": months, "people": [1, 2, 3]}, 3)
    found = MonthUse.objects.in_bulk(ids)
    assert [(found[pk].account_id, found[pk].month, found[pk].people) for pk in ids] == [
        (account.pk, month, number) for number, month in enumerate(months, start=1)
    ]


def test_inserts_rows_that_are_all_alike_and_none_at_all(account: Account) -> None:
    month = clock.now().date()
    assert bulk.insert(MonthUse, {"account_id": account.pk, "month": [], "people": 0}, 0) == []
    [pk] = bulk.insert(MonthUse, {"account_id": account.pk, "month": [month], "people": 0}, 1)
    assert MonthUse.objects.get().pk == pk


def test_inserts_only_what_is_missing_and_tells_which(account: Account) -> None:
    people = Follower.objects.bulk_create(
        Follower(account=account, line_user_id=f"U{n}") for n in range(1200)
    )
    ids = [one.pk for one in people]
    tag = Tag.objects.create(account=account, name="VIP")
    columns = {"follower_id": ids[:700], "tag_id": tag.pk, "source": "hand", "added_at": clock.now()}
    assert bulk.insert_missing(FollowerTag, columns, 700, returning="follower_id") == ids[:700]
    columns |= {"follower_id": ids[::-1], "source": "scenario"}
    assert bulk.insert_missing(FollowerTag, columns, 1200, returning="follower_id") == ids[700:]
    assert bulk.insert_missing(FollowerTag, columns, 1200, returning="follower_id") == []
    assert bulk.insert_missing(FollowerTag, {**columns, "follower_id": []}, 0, returning="follower_id") == []
    assert FollowerTag.objects.filter(source="hand").count() == 700


def test_ids_come_in_the_order_of_the_rows(account: Account) -> None:
    dispatches(account, 3)[0].delete()
    count = 2500
    keys = [uuid.uuid4() for _ in range(count)]
    moment = clock.now()
    columns = {
        "account_id": account.pk, "endpoint": "push", "status": "new", "retry_key": keys, "reply_token": "",
        "recipients": [[[number, "U"]] for number in range(count)], "messages": [f"{n}" for n in range(count)],
        "due_at": moment, "is_prompt": False, "charged": 0, "is_test": False, "tries": 0, "request_id": "",
        "message_ids": "", "unit": "",
        "reason": "", "step_id": "", "created_at": moment, "expires_at": [None] * count,
    }  # fmt: skip
    ids = bulk.insert(Dispatch, columns, count)
    rows = Dispatch.objects.in_bulk(ids)
    assert [rows[pk].retry_key for pk in ids] == keys
    assert [rows[pk].recipients for pk in ids] == columns["recipients"]
    assert [rows[pk].messages for pk in ids] == columns["messages"]
    assert rows[ids[0]].due_at == moment and rows[ids[0]].first_tried_at is None


def test_updates_each_row_with_its_own_values(account: Account) -> None:
    rows = dispatches(account, 3)
    other = dispatches(account, 1)[0]
    moments = [row.due_at + timedelta(days=1, microseconds=7) for row in rows]
    keys = [uuid.uuid4() for _ in rows]
    columns: dict[str, Any] = {
        "status": "sending", "due_at": moments, "claim_token": keys, "request_id": ["a", "it's %s", "ü"],
        "claimed_until": [None, moments[0], None], "tries": [1, 2, 3], "is_prompt": [True, False, True],
        "recipients": [[], [[1, "U\"'"]], [[2, "U2"], [3, "U3"]]], "after_id": [None, other.pk, other.pk],
    }  # fmt: skip
    bulk.update(Dispatch, [row.pk for row in rows], columns)
    for number, row in enumerate(rows):
        row.refresh_from_db()
        assert row.status == "sending"
        assert {name: getattr(row, name) for name in columns if name != "status"} == {
            name: values[number] for name, values in columns.items() if name != "status"
        }
    other.refresh_from_db()
    assert (other.status, other.tries) == ("new", 0)


def test_values_that_all_rows_share_may_be_of_any_kind(account: Account) -> None:
    rows = dispatches(account, 2)
    key, moment = uuid.uuid4(), clock.now()
    shared = {
        "claim_token": key,
        "claimed_until": moment,
        "recipients": [[[5, "U5"]]] * 2,
        "settled_at": None,
    }
    bulk.update(Dispatch, [row.pk for row in rows], shared)
    for row in Dispatch.objects.all():
        assert (row.claim_token, row.claimed_until, row.recipients) == (key, moment, [[5, "U5"]])


def test_text_that_is_too_long_is_refused_and_not_cut_off(account: Account) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite knows no lengths.")
    row = dispatches(account, 1)[0]
    with pytest.raises(DataError), transaction.atomic():
        bulk.update(Dispatch, [row.pk], {"status": "much too long for it"})


def test_only_what_changed_is_written_and_alike_rows_share_a_statement(account: Account) -> None:
    rows = dispatches(account, 4)
    # Somebody else's change to another column stays.
    Dispatch.objects.update(request_id="theirs")
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        bulk.changes_written(rows),
    ):
        for row in rows[:3]:
            row.status, row.tries = Dispatch.Status.SENDING, row.tries + 1
        rows[2].recipients = []
    updates = [one["sql"] for one in queries if one["sql"].startswith("UPDATE")]
    assert len({one.partition(" WHERE ")[0].partition(" FROM ")[0] for one in updates}) <= 4
    if connection.vendor == "postgresql":
        assert len(updates) == 2
    found = [(row.status, row.tries, len(row.recipients)) for row in Dispatch.objects.order_by("pk")]
    assert found == [("sending", 1, 1), ("sending", 1, 1), ("sending", 1, 0), ("new", 0, 1)]
    assert set(Dispatch.objects.values_list("request_id", flat=True)) == {"theirs"}


def test_nothing_is_written_when_the_block_fails(account: Account) -> None:
    rows = dispatches(account, 1)
    with pytest.raises(ValueError, match="no"), bulk.changes_written(rows):
        rows[0].status = Dispatch.Status.SENDING
        raise ValueError("no")
    assert Dispatch.objects.get().status == "new"


def test_few_kinds_of_rows_share_a_statement_and_many_have_their_own(
    account: Account, django_assert_num_queries: Any
) -> None:
    rows = dispatches(account, 12)
    ids = [row.pk for row in rows]
    on_postgres = connection.vendor == "postgresql"
    with django_assert_num_queries(1 if on_postgres else 2):
        bulk.update(Dispatch, ids, {"tries": [1, 2] * 6, "reason": "why", "settled_at": clock.now()})
    assert (
        list(Dispatch.objects.order_by("pk").values_list("tries", "reason")) == [(1, "why"), (2, "why")] * 6
    )
    with django_assert_num_queries(1):
        bulk.update(Dispatch, ids, {"tries": list(range(12))})
    assert list(Dispatch.objects.order_by("pk").values_list("tries", flat=True)) == list(range(12))


def test_more_rows_than_one_statement_holds_are_inserted_in_order(account: Account) -> None:
    row = {
        field.attname: field.get_default()
        for field in Dispatch._meta.concrete_fields
        if field.attname not in {"id", "retry_key"}
    } | {"account_id": account.pk, "endpoint": "push", "messages": "[]", "due_at": clock.now()}  # fmt: skip
    count = 1201
    columns = {
        **row, "created_at": clock.now(), "recipients": [[[n, f"U{n}"]] for n in range(count)],
        "sole_follower_id": list(range(count)), "retry_key": [uuid.uuid4() for _ in range(count)],
    }  # fmt: skip
    ids = bulk.insert(Dispatch, columns, count)
    assert list(Dispatch.objects.order_by("pk").values_list("pk", "sole_follower_id")) == list(
        zip(ids, range(count), strict=True)
    )


def test_adds_to_a_number_in_the_rows_that_fit(account: Account) -> None:
    for month, people in ((date(2026, 1, 1), 5), (date(2026, 2, 1), 7)):
        MonthUse.objects.create(account=account, month=month, people=people)
    assert bulk.add(MonthUse, "people", 3, account_id=account.pk, month=date(2026, 2, 1)) == 1
    assert bulk.add(MonthUse, "people", 3, account_id=account.pk, month=date(2026, 3, 1)) == 0
    assert list(MonthUse.objects.order_by("month").values_list("people", flat=True)) == [5, 10]


def test_ids_that_nobody_wants_are_not_asked_for(account: Account) -> None:
    columns = {"account_id": account.pk, "month": [date(2026, 1, 1), date(2026, 2, 1)], "people": 0}
    with CaptureQueriesContext(connection) as asked:
        bulk.insert(MonthUse, columns, 2, wants_ids=False)
    assert not any("RETURNING" in one["sql"] for one in asked)
    assert MonthUse.objects.count() == 2
