"""Fault matrix, database: what fails under our feet (W-09, D-02 to D-05), in this process."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from linesteps import bulk, failpoints
from linesteps.engine.advance import advance
from linesteps.failpoints import arm
from linesteps.followers.models import Follower
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import Dispatch
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from tests.calling import running
from tests.faults.invariants import check_invariants, drain
from tests.faults.test_engine import at_once
from tests.faults.test_failpoints import Story
from tests.harness.cutting_proxy import CuttingProxy

#: LINE waits so long for a 200.
LINE_WAITS = 2.0


@pytest.fixture
def on_postgres(shop: Shop) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: the rows below have twins for SQLite")


@pytest.fixture
def on_sqlite(shop: Shop) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: the rows above have twins for PostgreSQL")


def second_connection() -> psycopg.Connection[Any]:
    """Somebody else at the test's PostgreSQL database."""
    given = connection.settings_dict
    return psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"] or None,
        dbname=given["NAME"], autocommit=True,
    )  # fmt: skip


@contextmanager
def database_held() -> Iterator[None]:
    """Within the block somebody else holds what a webhook wants to write to."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    with second_connection() as link:
        link.autocommit = False
        link.execute("LOCK TABLE linesteps_inboxevent, linesteps_click IN EXCLUSIVE MODE")
        yield
        link.rollback()


@pytest.mark.fault("W-09")
@pytest.mark.fault("D-05")
def test_webhook_that_cannot_be_stored_gets_503_while_line_still_listens(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    friend = shop.line.add_friend(shop.there)
    [webhook] = shop.line.take_webhooks(shop.there)
    with database_held():
        started = time.monotonic()
        assert shop.post(webhook.body, webhook.headers) == 503
        took = time.monotonic() - started
    assert took < LINE_WAITS
    assert not InboxEvent.objects.exists()
    # LINE delivers again, and the limit on waiting was for that request only.
    assert shop.post(webhook.body, webhook.headers) == 200
    drain(shop)
    assert shop.texts_to(friend) == ["Welcome"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SHOW statement_timeout" if connection.vendor == "postgresql" else "PRAGMA busy_timeout"
        )
        assert cursor.fetchone() in {("0",), (20_000,)}


@pytest.mark.fault("D-05")
def test_tap_that_cannot_be_written_down_leads_on_all_the_same(shop: Shop) -> None:
    shop.publish(steps=[send("https://example.com/menu")])
    friend = shop.add_friend()
    with database_held():
        path = shop.links_to(friend)[0].removeprefix("http://127.0.0.1:8000")
        started = time.monotonic()
        answer = shop.client.get(path, headers={"user-agent": "Mozilla/5.0 (iPhone)"})
        took = time.monotonic() - started
    # Nobody waits long at a link, whatever the database is at.
    assert took < 15
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://example.com/menu")


def till_nothing_breaks(stage: Callable[[], Any], is_over: Callable[[], bool]) -> None:
    """Do a stage again and again, as redeliveries, ticks and people do, until the faults are used up."""
    for _ in range(12):
        try:
            stage()
            if is_over():
                return
        except (DatabaseError, AssertionError) as error:
            # The webhook's answer is 503, which the story asserts not to be.
            if isinstance(error, AssertionError) and "503" not in str(error):
                raise
            connection.close()
    raise AssertionError("The stage never comes through.")


#: One point in the transaction of each verb.
IN_TRANSACTIONS = (
    "inbox.before_commit", "tracking.before_commit", "inbox.after_react", "engine.before_commit",
    "engine.before_operate_commit", "outbox.before_claim_commit", "outbox.before_settle_commit",
    "scenarios.after_carry_over", "tick.before_commit",
)  # fmt: skip


@pytest.fixture
def crm(settings: Any) -> Iterator[str]:
    """Another system that steps call."""
    with running() as system:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host]
        yield system.host


@pytest.mark.fault("D-02")
def test_connection_killed_in_each_verb_rolls_back_and_is_done_again(
    shop: Shop, on_postgres: None, settings: Any, crm: str
) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 0
    story = Story(shop, crm)
    left = set(IN_TRANSACTIONS)

    def killing(point: str) -> Callable[[], None]:
        def kill() -> None:
            if point in left:
                left.discard(point)
                with second_connection() as link, connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    link.execute("SELECT pg_terminate_backend(%s)", cursor.fetchone())

        return kill

    with ExitStack() as armed:
        for point in IN_TRANSACTIONS:
            armed.enter_context(arm(point, killing(point)))
        for stage in story.stages():
            if stage in {story.look, story.become_due}:
                stage()
            else:
                till_nothing_breaks(stage, lambda: True)
    assert left == set(), "Not every verb was broken."
    story.check("")


@pytest.mark.fault("D-03")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_commit_whose_answer_is_lost_is_neither_lost_nor_done_twice(
    shop: Shop, on_postgres: None, settings: Any, crm: str, number: int
) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 0
    story = Story(shop, crm)
    given = connection.settings_dict
    with CuttingProxy(int(given["PORT"])) as proxy:
        direct, given["PORT"] = given["PORT"], proxy.port
        connection.close()
        try:
            for stage in story.stages():
                if stage not in {story.look, story.become_due}:
                    proxy.cut_at_commit(number)
                    till_nothing_breaks(stage, lambda: True)
                    proxy.cut_at_commit(0)
                stage()
        finally:
            connection.close()
            given["PORT"] = direct
        # Some stages commit less often than so many times.
        assert proxy.cuts >= {1: 8, 2: 4, 3: 3}[number]
    story.check("")


@pytest.mark.fault("D-04")
def test_crossing_transactions_both_come_through(shop: Shop, on_postgres: None) -> None:
    first, second = (shop.follower(shop.add_friend(name)).pk for name in ("A", "B"))
    both_hold = threading.Barrier(2)
    tries = {first: 0, second: 0}

    def rename(one: int, other: int) -> Callable[[], None]:
        def work() -> None:
            tries[one] += 1
            with transaction.atomic():
                Follower.objects.filter(pk=one).update(display_name=f"by {one}")
                if tries[one] == 1:
                    both_hold.wait(10)
                Follower.objects.filter(pk=other).update(os_version=str(one))

        return lambda: bulk.persist(work)

    at_once(rename(first, second), rename(second, first))
    assert sorted(tries.values()) == [1, 2]
    assert Follower.objects.get(pk=first).display_name == f"by {first}"
    assert Follower.objects.get(pk=second).os_version == str(first)


@pytest.mark.fault("D-04")
def test_work_that_the_database_gives_up_again_and_again_fails_in_the_end(shop: Shop) -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise bulk.OperationalError("deadlock detected")

    with pytest.raises(bulk.OperationalError):
        bulk.persist(work)
    assert len(tries) == bulk.TRIES


@pytest.mark.fault("D-04")
def test_answer_of_line_is_written_down_although_the_database_gave_up_once(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")])
    failures = iter([True, True])

    def give_up() -> None:
        if next(failures, False):
            raise bulk.OperationalError("deadlock detected")

    with arm("outbox.before_settle_commit", give_up):
        friend = shop.add_friend()
    assert failpoints.times_reached("outbox.before_settle_commit") == 3
    # A reply: without a second try of the settling it would be unclear for ever.
    assert Dispatch.objects.get().endpoint == Dispatch.Endpoint.REPLY
    assert Dispatch.objects.get().status == Dispatch.Status.ACCEPTED
    assert shop.texts_to(friend) == ["Welcome"]


@pytest.mark.fault("D-05")
def test_full_disk_refuses_and_spoils_nothing(shop: Shop, on_sqlite: None) -> None:
    shop.publish(steps=[send("Welcome"), wait(days=1), send("Later")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    bodies = []
    for number in range(40):
        shop.line.say(shop.there, friends[number % 3], f"{number} " + "長" * 1000)
        bodies += shop.line.take_webhooks(shop.there)
    with connection.cursor() as cursor:
        # As SQLite sees a full disk: no page more than there are.
        cursor.execute("VACUUM")
        [pages] = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    answers = [shop.post(webhook.body, webhook.headers) for webhook in bodies]
    stored = InboxEvent.objects.filter(kind="message").count()
    assert set(answers) == {200, 503} and stored == answers.count(200)
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        cursor.execute("PRAGMA max_page_count = 1073741823")
    # Room again: LINE delivers once more, and all goes on.
    assert {shop.post(webhook.body, webhook.headers) for webhook in bodies} == {200}
    assert InboxEvent.objects.filter(kind="message").count() == 40
    shop.pass_time(days=2)
    check_invariants(shop)
    assert [shop.texts_to(friend) for friend in friends] == [["Welcome", "Later"]] * 3


@pytest.mark.fault("D-05")
def test_long_reader_holds_nobody_up(shop: Shop, on_sqlite: None) -> None:
    shop.publish(steps=[send("Welcome")])
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM linesteps_inboxevent").fetchone() == (0,)
    friend = shop.add_friend()
    assert shop.texts_to(friend) == ["Welcome"]
    assert reader.execute("SELECT count(*) FROM linesteps_inboxevent").fetchone() == (0,)
    reader.close()
    connections.close_all()
    assert advance() == 0
