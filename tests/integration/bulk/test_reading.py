"""Rows are claimed and found by few statements, from an index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment
from linesteps.outbox.models import Dispatch, MonthUse
from tests.integration.bulk.rows import dispatches

pytestmark = pytest.mark.django_db


def test_claims_go_on_from_where_the_last_one_ended(account: Account) -> None:
    moment = clock.now()
    rows = dispatches(account, 5, due_at=moment)
    due = Dispatch.objects.filter(status="new").order_by("due_at", "id")
    first = list(due.values_list("due_at", "pk")[:2])
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


def test_a_statement_reads_what_the_model_would(account: Account) -> None:
    dispatches(account, 3, settled_at=None, claim_token=None)
    Dispatch.objects.filter(recipients=[[1, "U1"]]).update(due_at=clock.now().replace(microsecond=0))
    names = tuple(field.attname for field in Dispatch._meta.concrete_fields)
    every = bulk.Statement(
        lambda limit: Dispatch.objects.order_by("pk").select_for_update(skip_locked=True)[:limit],
        "pk", "account__name", *names,
    )  # fmt: skip
    with transaction.atomic():
        found = every(10)
    rows = Dispatch.objects.order_by("pk")
    assert found == list(rows.values_list("pk", "account__name", *names)) and len(found) == 3
    places = {name: place for place, name in enumerate(names, start=2)}
    assert all(row[places["due_at"]].utcoffset() == timedelta(0) for row in found)
    assert all(row[places["is_prompt"]] is False for row in found)
    assert every(2) == found[:2]


def test_a_statement_is_made_once_and_takes_other_values_each_time(account: Account) -> None:
    moment, made = clock.now(), 0
    rows = dispatches(account, 4, due_at=moment)
    bulk.update(Dispatch, [rows[3].pk], {"due_at": moment + timedelta(hours=1)})

    def due(is_of_some: bool) -> Any:
        nonlocal made
        made += 1
        found = Dispatch.objects.filter(due_at__lte=bulk.at("moment"), step_id=bulk.slot("step")).order_by(
            "pk"
        )
        found = found.filter(bulk.among("pk", bulk.slot("ids"))) if is_of_some else found
        return bulk.beyond(found, ("due_at", "id"), (bulk.at("moment"), bulk.slot("last")))

    ids = bulk.Statement(due, "pk")
    assert ids.column(False, moment=moment, step=rows[0].step_id, last=rows[0].pk) == [rows[1].pk, rows[2].pk]
    assert ids.column(False, moment=moment, step=rows[0].step_id, last=rows[1].pk) == [rows[2].pk]
    assert ids.column(False, moment=moment, step="another", last=0) == []
    some = {rows[2].pk, rows[3].pk}
    assert ids.column(True, moment=moment, step=rows[0].step_id, last=0, ids=some) == [rows[2].pk]
    assert made == 2


def test_a_statement_refuses_a_column_that_it_cannot_read(account: Account) -> None:
    with pytest.raises(TypeError, match="cannot be read"):
        bulk.Statement(MonthUse.objects.all, "month")()


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


def test_questions_that_are_kept_are_asked_for_the_values_of_now(account: Account) -> None:
    row = dispatches(account, 1)[0]
    asked = bulk.Questions(
        lambda: {
            "due": Dispatch.objects.reached(bulk.at("moment")),
            "of": Dispatch.objects.filter(bulk.among("pk", bulk.slot("ids"))),
        }
    )
    second = timedelta(seconds=1)
    assert asked(moment=row.due_at - second, ids=[row.pk]) == {"of"}
    assert asked(moment=row.due_at + second, ids=[row.pk + 1]) == {"due"}
    assert asked(moment=row.due_at + second, ids=[row.pk]) == {"due", "of"}


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


def test_lists_hold_what_few_values_and_nothing_at_all_are_like(account: Account) -> None:
    moment = clock.now()
    rows = dispatches(account, 12)
    columns: dict[str, list[Any]] = {
        "reason": ['a"b', "NULL", ""] * 4,
        "held_at": [moment, None, moment] * 4,
        "sole_follower_id": [7, None, 8] * 4,
        "tries": [1, 0, 2] * 4,
        "is_test": [True, False, True] * 4,
        "retry_key": [row.retry_key for row in rows],
    }
    bulk.update(Dispatch, [row.pk for row in rows], columns)
    found = Dispatch.objects.in_bulk([row.pk for row in rows])
    for name, values in columns.items():
        assert [getattr(found[row.pk], name) for row in rows] == values, name


def test_a_row_that_is_looked_up_is_the_one_that_the_model_finds(account: Account) -> None:
    names = ("channel_secret", "webhook_seen_at", "is_active")
    for seen_at in (None, clock.now()):
        Account.objects.filter(pk=account.pk).update(webhook_seen_at=seen_at)
        found = bulk.look_up(Account, names, slug=account.slug, is_active=True)
        wanted = Account.objects.only(*names).get(pk=account.pk)
        assert found is not None and found.pk == account.pk
        assert [getattr(found, name) for name in names] == [getattr(wanted, name) for name in names]
        assert found.channel_secrets() == account.channel_secrets()
        # What was not read is read when it is asked for.
        assert found.name == account.name
    assert bulk.look_up(Account, names, slug=account.slug, is_active=False) is None


def test_whole_rows_are_looked_up_by_their_ids_as_the_model_finds_them(account: Account) -> None:
    other = Account.objects.create(name="Other", channel_id="2", channel_secret="s", channel_access_token="t")
    wanted = Account.objects.in_bulk([account.pk, other.pk])
    bulk.look_up_each(Account, [account.pk])
    with CaptureQueriesContext(connection) as asked:
        found = bulk.look_up_each(Account, {account.pk, other.pk, other.pk + 1000})
    assert len(asked) == 1
    assert found == wanted
    for pk, row in wanted.items():
        assert not found[pk].get_deferred_fields()
        for field in Account._meta.concrete_fields:
            one, same = getattr(found[pk], field.attname), getattr(row, field.attname)
            assert getattr(one, "stored", one) == getattr(same, "stored", same), field.attname
    assert bulk.look_up_each(Account, []) == {}


def test_a_statement_finds_the_latest_time_of_each(account: Account) -> None:
    early, late = clock.now() - timedelta(days=2), clock.now()
    for key, times in (("1", (late, early)), ("2", (early,)), ("3", ())):
        for at in times:
            dispatches(account, 1, due_at=at, step_id=key)
    latest = bulk.Statement(
        lambda: Dispatch.objects.filter(account_id=bulk.slot("account")).order_by("-pk"),
        "step_id", bulk.last("due_at"), "account_id",
    )  # fmt: skip
    found = latest(account=account.pk)
    assert sorted(found) == [("1", late, account.pk), ("2", early, account.pk)]
    assert latest(account=account.pk + 1) == []
    wrong = bulk.Statement(lambda: Dispatch.objects.all(), bulk.last("step_id"))
    with pytest.raises(TypeError, match="is no time"):
        wrong()
