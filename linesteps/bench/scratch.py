"""Scratch databases: made for one run, dropped after it. The site's own data are never touched."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from linesteps.settings import SQLITE_OPTIONS

#: What the names of databases that the bench made begin with; each is made new, so none has data.
PREFIX = "linesteps_bench_"


def is_scratch(database: dict[str, Any]) -> bool:
    """Whether a database, as ``DATABASES`` names it, can only be one that was made here."""
    name = str(database.get("NAME", ""))
    if str(database.get("ENGINE", "")).endswith("sqlite3"):
        return Path(name).parent.name.startswith(PREFIX)
    return name.startswith(PREFIX)


@contextmanager
def sqlite() -> Iterator[dict[str, Any]]:
    """An empty SQLite file in a temporary folder, as ``DATABASES`` names it."""
    with TemporaryDirectory(prefix=PREFIX) as folder:
        yield {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(folder) / "bench.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
        }


@contextmanager
def postgres(url: str) -> Iterator[dict[str, Any]]:
    """A new database on a PostgreSQL server.

    Args:
        url: ``postgres://user:password@host:port/any``; the user must be allowed to create databases.
    """
    import psycopg
    from psycopg import sql

    name = f"{PREFIX}{uuid.uuid4().hex[:8]}"
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": name,
                "HOST": parts.hostname or "",
                "PORT": str(parts.port or ""),
                "USER": parts.username or "",
                "PASSWORD": parts.password or "",
            }
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
