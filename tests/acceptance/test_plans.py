"""What a batch asks grows with the batch and not with the tables: SQLite, which chooses without statistics."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.line.outcomes import Accepted
from linesteps.outbox.claim import claim
from linesteps.outbox.models import Dispatch
from linesteps.outbox.settle import settle
from linesteps.testing.build import branch, path, send, tagged, trigger, wait
from linesteps.testing.shop import Shop

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL chooses by the sizes of tables; the bench measures it."
)
#: Tables with a row for each friend, run, step or send.
_LARGE = re.compile(
    r"SCAN linesteps_(follower|enrolment|stepvisit|dispatch|click|activity|inboxevent)\b(?! USING)"
)


def scans(work: Callable[[], object]) -> list[str]:
    """The queries of ``work`` that read a large table from end to end."""
    with CaptureQueriesContext(connection) as asked:
        work()
    found = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            sql = query["sql"]
            if not sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
                continue
            cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
            if any(_LARGE.search(row[3]) for row in cursor.fetchall()):
                found.append(sql)
    return found


@pytest.fixture
def due(shop: Shop) -> None:
    """Three friends who are about to be moved, of an account that asks of all that guards can ask."""
    Account.objects.filter(pk=shop.account.pk).update(
        hold_per_day=5, hold_per_week=9, budget_per_month=100, quota_limit=1000
    )
    steps = [
        branch(path([tagged("VIP")], [send("Hi, VIP")]), otherwise=[send("Hi {{ display_name|you }}")]),
        wait(days=1),
    ]
    scenario = shop.publish(steps=steps, triggers=[trigger("by_hand")])
    for number in range(3):
        user_id = shop.add_friend(f"Friend {number}")
        enrol(scenario, Follower.objects.get(line_user_id=user_id), cause="by_hand")
    # Long ago, so that what they get is no answer, which the guards would let pass.
    Enrolment.objects.update(entered_at=clock.now() - timedelta(days=2))
    Follower.objects.update(reply_token="")


def test_engine_reads_no_large_table_from_end_to_end(due: None) -> None:
    assert scans(advance) == []


def test_claim_and_answers_read_no_large_table_from_end_to_end(due: None) -> None:
    advance()
    token = uuid.uuid4()
    taken: list[Dispatch] = []
    assert scans(lambda: taken.extend(claim(token))) == []
    assert taken
    assert scans(lambda: settle(taken, {row.pk: Accepted(request_id="r") for row in taken}, token)) == []
