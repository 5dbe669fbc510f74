"""The test databases are what they claim to be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

import psycopg
import pytest
import pytest_socket
from django.contrib.auth.models import Group
from django.db import connection

from tests.harness.postgres import PostgresServer

pytestmark = pytest.mark.django_db


def test_run_uses_the_database_it_was_asked_for() -> None:
    wanted = os.environ.get("LINESTEPS_TEST_DATABASE", "sqlite")
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[wanted]


@pytest.mark.skipif(not os.environ["LINESTEPS_DATABASE"].startswith("sqlite"), reason="SQLite only")
def test_sqlite_is_a_file_with_a_write_ahead_log_and_immediate_transactions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
    assert connection.transaction_mode.upper() == "IMMEDIATE"  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_database() -> None:
    def add() -> None:
        Group.objects.create(name="from a thread")
        connection.close()

    thread = threading.Thread(target=add)
    thread.start()
    thread.join()
    assert Group.objects.filter(name="from a thread").exists()


def test_child_processes_share_the_database(child_environment: dict[str, str]) -> None:
    code = (
        "import django; django.setup(); from django.contrib.auth.models import Group;"
        "Group.objects.create(name='from a child')"
    )
    subprocess.run([sys.executable, "-c", code], env=child_environment, check=True, timeout=60)
    assert Group.objects.filter(name="from a child").exists()


def test_no_test_can_reach_another_machine() -> None:
    with pytest.raises(pytest_socket.SocketConnectBlockedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 443))


@pytest.mark.any_database_once
def test_server_of_its_own_survives_a_crash(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.url()) as link:
        link.execute("CREATE TABLE kept (number integer)")
        link.execute("INSERT INTO kept VALUES (7)")
    postgres_server.crash()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(postgres_server.url(), connect_timeout=2)
    postgres_server.restart()
    with psycopg.connect(postgres_server.url()) as link:
        assert link.execute("SELECT number FROM kept").fetchall() == [(7,)]
