"""Workers of the release before go on while a migration of the next one runs, and afterwards (D-09).

What a migration may do is what ``scripts.expanding`` lets through, so that is done here, to every busy table,
under code that knows nothing of it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, migrations, models
from django.db.migrations.state import ProjectState

from linesteps.engine.versions import forget_versions
from linesteps.running import settle_now
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, clicked, path, send, tag, wait
from linesteps.testing.shop import Shop
from scripts.expanding import refusals
from tests.faults.invariants import check_invariants, drain

BUSY = (
    "account", "follower", "activity", "scenario", "scenarioversion", "scenariotrigger", "enrolment", "stepvisit",
    "dispatch", "inboxevent", "click", "trackedlink", "doorbell", "allowance",
)  # fmt: skip


def expansion() -> list[Any]:
    """What the next release brings: columns that nobody has to fill, indexes, and a table."""
    operations: list[Any] = [
        migrations.CreateModel("LaterThing", [("id", models.BigAutoField(primary_key=True))])
    ]
    for name in BUSY:
        operations += [
            migrations.AddField(name, "later_text", models.CharField(max_length=9, null=True)),
            migrations.AddField(name, "later_number", models.IntegerField(db_default=7)),
            migrations.AddIndex(name, models.Index(fields=["later_number"], name=f"later_{name}")),
        ]
    return operations


@contextmanager
def grown(between: Any) -> Iterator[None]:
    """Within the block the schema is the next release's; each table changes in a transaction of its own.

    Args:
        between: called after each change.
    """
    state = ProjectState.from_apps(apps)
    done = []
    try:
        for operation in expansion():
            after = state.clone()
            operation.state_forwards("linesteps", after)
            with connection.schema_editor() as editor:
                operation.database_forwards("linesteps", editor, state, after)
            done.append((operation, state, after))
            state = after
            between()
        yield
    finally:
        for operation, before, after in reversed(done):
            with connection.schema_editor() as editor:
                operation.database_backwards("linesteps", editor, after, before)


@pytest.mark.fault("D-09")
def test_old_workers_go_on_while_the_schema_grows_under_them(shop: Shop) -> None:
    assert refusals("0002_later", expansion()) == []
    link = send("https://example.com/", id="link")
    asked = branch(path([clicked("link")], [send("Tapped")]), otherwise=[send("Not")], wait_hours=2)
    steps = [send("One"), link, asked, tag("met"), wait(days=1, id="w"), send("End")]
    scenario = shop.publish(steps=steps)
    before = [shop.add_friend(f"Early {number}") for number in range(3)]
    during: list[str] = []
    is_over = threading.Event()
    failures: list[BaseException] = []

    def work() -> None:
        """A worker that never pauses."""
        try:
            while not is_over.is_set():
                with suppress(DatabaseError):
                    # A lock or a deadlock fails one task; the tick does it again.
                    settle_now()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)
        finally:
            connections.close_all()

    def somebody_comes() -> None:
        if len(during) < 8:
            during.append(shop.line.add_friend(shop.there, name=f"Friend {len(during)}"))
            shop.hear()

    worker = threading.Thread(target=copy_context().run, args=(work,))
    worker.start()
    try:
        with grown(somebody_comes):
            is_over.set()
            worker.join(30)
            assert not failures and not worker.is_alive()
            drain(shop)
            late = shop.add_friend("Late")
            shop.tap_link(late)
            redrawn: Any = Scenario.objects.get(pk=scenario.pk)
            redrawn.steps = [*steps[:-1], send("End, new", id="end")]
            redrawn.save_revision().publish()
            shop.pass_time(days=3)
            drain(shop)
            check_invariants(shop)
            people = [*before, *during, late]
            texts = {friend: shop.texts_to(friend) for friend in people}
            for friend in people:
                words = ["link" if text.startswith("http") else text for text in texts[friend]]
                assert words == ["One", "link", "Tapped" if friend == late else "Not", "End, new"]
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM linesteps_enrolment WHERE later_number = 7")
                assert cursor.fetchone() == (len(people),), "Old code's rows have what new code counts on."
    finally:
        is_over.set()
        worker.join(30)
        forget_versions()
