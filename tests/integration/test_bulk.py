"""The contract of set-wise writes and claims, the same on both databases."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower, FollowerTag, Tag
from linesteps.outbox.models import Dispatch, MonthUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return Account.objects.create(
        name="A", channel_id="1", channel_secret="s", channel_access_token="t", quiet_from=None, quiet_until=None
    )  # fmt: skip


def dispatches(account: Account, count: int, **values: Any) -> list[Dispatch]:
    moment = clock.now()
    rows = [
        Dispatch(
            **{
                "account": account,
                "endpoint": "push",
                "recipients": [[number, f"U{number}"]],
                "messages": "[]",
                "due_at": moment - timedelta(seconds=count - number),
                "created_at": moment,
                **values,
            }
        )
        for number in range(count)
    ]
    return Dispatch.objects.bulk_create(rows)


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


def test_claims_go_on_from_where_the_last_one_ended(account: Account) -> None:
    moment = clock.now()
    rows = dispatches(account, 5, due_at=moment)
    due = Dispatch.objects.filter(status="new").order_by("due_at", "id")
    first = bulk.lock_values(due, "due_at", "pk", limit=2)
    assert [pk for _at, pk in first] == [rows[0].pk, rows[1].pk]
    later = bulk.beyond(due, ("due_at", "id"), first[-1])
    assert [row.pk for row in bulk.lock(later, limit=2)] == [rows[2].pk, rows[3].pk]


def test_what_is_due_is_read_from_an_index_in_order(account: Account) -> None:
    moment = clock.now()
    dispatches(account, 3000, status="accepted")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # Nobody waits here: ask for the index where the planner would read the one page.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    due = Enrolment.objects.due(moment)
    plans = [
        (due[:10].explain(), "linesteps_enrolment_due"),
        (bulk.beyond(due, ("due_at", "id"), (moment, 1))[:10].explain(), "linesteps_enrolment_due"),
        (Dispatch.objects.orphaned(moment)[:10].explain(), "linesteps_dispatch_orphaned"),
    ]
    for plan, index in plans:
        assert index in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_rows_are_found_by_thousands_of_ids(account: Account) -> None:
    ids = [row.pk for row in dispatches(account, 30)]
    wanted = [*ids[::2], *range(10**6, 10**6 + 40_000), 2**40]
    found = Dispatch.objects.filter(bulk.among("pk", wanted), endpoint="push").order_by("pk")
    assert list(found.values_list("pk", flat=True)) == ids[::2]
    assert not Dispatch.objects.filter(bulk.among("pk", set())).exists()
    with pytest.raises(ValueError, match="another table"):
        bulk.among("account__name", [account.pk])
    plan = Dispatch.objects.filter(bulk.among("pk", ids[:3])).explain()
    if connection.vendor == "sqlite":
        assert "INTEGER PRIMARY KEY" in plan


def test_times_of_locked_rows_are_the_same_as_the_models(account: Account) -> None:
    dispatches(account, 3, settled_at=None)
    Dispatch.objects.filter(recipients=[[1, "U1"]]).update(due_at=clock.now().replace(microsecond=0))
    names = ("pk", "due_at", "settled_at", "status", "created_at")
    with transaction.atomic():
        found = bulk.lock_values(Dispatch.objects.order_by("pk"), *names, limit=10)
    rows = Dispatch.objects.order_by("pk")
    assert found == list(rows.values_list(*names)) and len(found) == 3
    assert all(row[1].utcoffset() == timedelta(0) for row in found)


def test_first_of_each_combination_is_found(account: Account) -> None:
    other = Account.objects.create(name="B", channel_id="2", channel_secret="s", channel_access_token="t")
    pushes = dispatches(account, 3)
    dispatches(account, 2, status="sending")
    replies = dispatches(account, 2, endpoint="reply", is_prompt=True, status="retry")
    others = dispatches(other, 1)
    found = bulk.first_of_each(
        Dispatch, ("account_id", "endpoint", "is_prompt"), statuses=("new", "retry"), first="due_at"
    )
    assert found == [
        (account.pk, "push", False, pushes[0].due_at),
        (account.pk, "reply", True, replies[0].due_at),
        (other.pk, "push", False, others[0].due_at),
    ]
    Dispatch.objects.update(status="accepted")
    assert bulk.first_of_each(Dispatch, ("account_id",), statuses=("new",), first="due_at") == []


def test_first_of_each_combination_is_found_in_an_index_and_not_by_reading_all(account: Account) -> None:
    with CaptureQueriesContext(connection) as asked:
        bulk.first_of_each(
            Dispatch, ("account_id", "endpoint", "is_prompt"), statuses=("new", "retry"), first="due_at"
        )
    dispatches(account, 500)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE linesteps_dispatch")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(explain + asked.captured_queries[0]["sql"].replace("%", "%%"))
        plan = str(cursor.fetchall())
    assert plan.count("linesteps_dispatch_lane") >= 2
    assert "USE TEMP B-TREE" not in plan and "Sort" not in plan


def test_several_questions_are_answered_by_one_statement(account: Account) -> None:
    dispatches(account, 1)
    with CaptureQueriesContext(connection) as asked:
        found = bulk.any_of(
            {
                "new": Dispatch.objects.filter(status="new").order_by("due_at"),
                "sent": Dispatch.objects.filter(status="accepted"),
                "account": Account.objects.filter(name="A", pk=account.pk),
            }
        )
    assert found == {"new", "account"}
    assert len(asked) == 1


def test_lists_hold_whatever_text_people_write(account: Account) -> None:
    odd = ['"', "\\", '\\"', "{a,b}", "NULL", "", "null", " ", "'", "改行\n", "%s", "😀", "\\N"]
    rows = dispatches(account, len(odd))
    bulk.update(Dispatch, [row.pk for row in rows], {"reason": odd})
    found = Dispatch.objects.in_bulk([row.pk for row in rows])
    assert [found[row.pk].reason for row in rows] == odd
    recipients = [[[number, text]] for number, text in enumerate(odd)]
    bulk.update(Dispatch, [row.pk for row in rows], {"recipients": recipients})
    found = Dispatch.objects.in_bulk([row.pk for row in rows])
    assert [found[row.pk].recipients for row in rows] == recipients
