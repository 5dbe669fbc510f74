"""Set-wise claims: the one place for what PostgreSQL and SQLite do differently.

PostgreSQL hands out different rows to workers that ask at the same time. SQLite has no row locks:
there the IMMEDIATE transaction is what makes a claim safe, and ``select_for_update`` does nothing.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=models.Model)


def lock(rows: models.QuerySet[M], *, limit: int | None = None, wait: bool = False) -> list[M]:
    """Lock rows until the end of the transaction and return them as they are now.

    Args:
        rows: an ordered query.
        limit: at most so many.
        wait: whether to wait for rows that others hold; otherwise those are left out.
    """
    # FOR NO KEY UPDATE: a lock must not hold up others who only insert rows that point here.
    locked = rows.select_for_update(skip_locked=not wait, of=("self",), no_key=True)
    return list(locked[:limit] if limit else locked)


def literal(value: str) -> Any:
    """A constant of ours written into the query itself, for use in filters.

    SQLite reads a partial index only if it sees while planning that the query fits its condition; a
    bound value hides that, and the whole table would be read instead.

    Args:
        value: a lower-case word from our own code, never anybody's input.
    """
    if not value.isascii() or not value.isalpha():
        raise ValueError(f"{value!r} is no word.")
    return RawSQL(f"'{value}'", [])  # noqa: S611 - checked above
