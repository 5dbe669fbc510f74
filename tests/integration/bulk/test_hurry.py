"""Who is in a hurry beside somebody who writes much to SQLite."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection

from linesteps import bulk
from linesteps.accounts.models import Account

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: PostgreSQL locks rows and not the database")


def write(name: str, seconds: float = 1.0) -> None:
    with bulk.hurried(seconds):
        Account.objects.update(name=name)


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])


@contextmanager
def held() -> Iterator[sqlite3.Connection]:
    """Another connection that holds the lock."""
    path: Any = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as link:
        link.execute("BEGIN IMMEDIATE")
        yield link


def test_whoever_is_in_a_hurry_waits_for_the_lock_no_longer_than_said(account: Account) -> None:
    before = busy_timeout()
    with held(), pytest.raises(OperationalError, match="locked"):
        write("too late", seconds=0.2)
    assert busy_timeout() == before
    write("now")
    assert Account.objects.get().name == "now"
    assert busy_timeout() == before


def test_whoever_is_in_a_hurry_gets_in_between_two_transactions_of_another(account: Account) -> None:
    """Fifty transactions with gaps of three milliseconds: SQLite's own waiting would sleep through most gaps."""
    got_in, began = threading.Event(), threading.Event()
    rounds: list[int] = []

    def hold() -> None:
        path: Any = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as link:
            for number in range(50):
                link.execute("BEGIN IMMEDIATE")
                began.set()
                time.sleep(0.03)
                link.execute("COMMIT")
                if got_in.is_set():
                    rounds.append(number)
                    return
                bulk.let_others_in()

    other = threading.Thread(target=hold)
    other.start()
    assert began.wait(30)
    write("in between", seconds=30)
    got_in.set()
    other.join()
    assert rounds
    assert Account.objects.get().name == "in between"


def test_what_fails_inside_is_rolled_back_and_the_usual_wait_is_back(account: Account) -> None:
    before = busy_timeout()
    with pytest.raises(ValueError, match="inside"), bulk.hurried(1.0):
        Account.objects.update(name="gone")
        assert busy_timeout() == 1000
        raise ValueError("inside")
    assert busy_timeout() == before
    assert Account.objects.get().name != "gone"
