"""Fixtures and rules for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.postgres import PostgresServer

TESTS = Path(__file__).resolve().parent
#: Folders whose tests do not depend on the database: they run in the SQLite round only.
ANY_DATABASE_ONCE = ("unit", "emulator", "browser")


def pytest_report_header(config: pytest.Config) -> str:
    """Name the database in the first lines of a run."""
    return f"database: {describe_database()}"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Name the database also where ``--quiet`` leaves the header out."""
    is_worker = hasattr(session.config, "workerinput")
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not is_worker and reporter and session.config.get_verbosity() < 0:
        reporter.write_line(f"database: {describe_database()}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder they are in."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        if folder in ANY_DATABASE_ONCE:
            item.add_marker(pytest.mark.any_database_once)
        if folder == "browser":
            item.add_marker(pytest.mark.browser)


def describe_database() -> str:
    """The database of this run, in words."""
    address = os.environ["LINESTEPS_DATABASE"]
    if address.startswith("sqlite"):
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}, a file"
    import psycopg

    with psycopg.connect(address.rsplit("/", 1)[0] + "/postgres", connect_timeout=10) as connection:
        number = connection.info.server_version
    return f"PostgreSQL {number // 10000}.{number % 10000}, {address.split('@')[-1].split('/')[0]}"


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this module's own, to be crashed and restarted at will."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def child_environment(transactional_db: None) -> dict[str, str]:
    """The environment for child processes (a qcluster, a server) that shall see the test's database.

    The test must commit what the child is to see, hence ``transactional_db``.
    """
    from django.db import connection

    name = connection.settings_dict["NAME"]
    address = os.environ["LINESTEPS_DATABASE"]
    address = f"sqlite://{name}" if connection.vendor == "sqlite" else f"{address.rsplit('/', 1)[0]}/{name}"
    project = TESTS.parent
    path = [str(project), str(project / "site"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LINESTEPS_DATABASE": address,
        "PYTHONPATH": os.pathsep.join(part for part in path if part),
    }


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test begins in English, whatever language a request of an earlier one left behind."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def without_versions_of_earlier_tests() -> None:
    """Ids of versions are given out anew after a rolled-back test, so nothing may be remembered by them."""
    from linesteps.engine.versions import forget_versions

    forget_versions()


@pytest.fixture(autouse=True)
def with_all_the_time_for_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trial ends after some seconds, so that it holds up nobody; a busy machine must not end one here."""
    from linesteps.simulator import play

    monkeypatch.setattr(play, "PATIENCE_SECONDS", 600.0)
