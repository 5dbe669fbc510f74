"""Rows that are stored, committed and looked behind in one round trip to PostgreSQL.

For whoever is asked a thousand times a second. Each trip costs both sides a quarter of a millisecond (measured),
and BEGIN, a limit, INSERT, COMMIT and a look afterwards would be five. A pipeline of the driver's takes longer than
the five do (measured); several statements in one message do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection, models

from linesteps.bulk.columns import inserting_new
from linesteps.bulk.look import looking_up

M = TypeVar("M", bound=models.Model)


def is_possible() -> bool:
    """Whether the connection takes several statements at once, and none of somebody's transaction is open."""
    if connection.vendor != "postgresql" or connection.in_atomic_block or not connection.get_autocommit():
        return False
    # With values bound by the server, a message holds one statement.
    return not connection.settings_dict["OPTIONS"].get("server_side_binding")


class Changed(Exception):
    """A row is not what it was known to be, so nothing was stored."""


def insert_then_look(
    inserted: type[models.Model], columns: Mapping[str, Any], count: int, seconds: float, looked: type[M],
    names: tuple[str, ...], *, only_if: tuple[type[models.Model], Mapping[str, Any]] | None = None, **equal: Any,
) -> M | None:  # fmt: skip
    """Insert new rows, commit, and look up a row as it is after the commit; only where ``is_possible``.

    Args:
        inserted: whose rows; those that a unique constraint has already change nothing.
        columns: as for ``bulk.insert``.
        count: how many rows.
        seconds: the longest that PostgreSQL may take.
        looked: whose row to look up.
        names: as for ``bulk.look_up``.
        only_if: a model, and what a row of it must be for anything to be stored; for whoever remembers a row
            and would have to ask first whether it is still the same.
        equal: as for ``bulk.look_up``.

    Raises:
        Changed: there is no such row as ``only_if`` says; nothing is stored.
        DatabaseError: nothing is stored, unless the connection broke at the commit.
    """
    storing, stored = _storing(inserted, columns, count, only_if)
    looking, values, read = looking_up(looked, names, equal)
    limit = f"SET LOCAL statement_timeout = {int(seconds * 1000)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"BEGIN; {limit}; {storing}; COMMIT; {looking}", [*stored, *values])
            # Rows come of two of these, each known by its place.
            cursor.nextset(), cursor.nextset()
            is_held = only_if is None or cursor.fetchone() is not None
            cursor.nextset(), cursor.nextset()
            row = cursor.fetchone()
    except BaseException:
        # The server may stand in the middle of it; the next who asks gets a new connection.
        connection.close()
        raise
    if not is_held:
        raise Changed
    return None if row is None else read(row)


def _storing(
    inserted: type[models.Model], columns: Mapping[str, Any], count: int,
    only_if: tuple[type[models.Model], Mapping[str, Any]] | None,
) -> tuple[str, list[Any]]:  # fmt: skip
    """The statement that inserts, and its values; with a condition, it returns a row if that is met."""
    if only_if is None:
        return inserting_new(inserted, columns, count)
    model, facts = only_if
    asking, asked, _read = looking_up(model, (), facts)
    inserting, rows = inserting_new(inserted, columns, count, only_if="EXISTS (SELECT FROM held)")
    # One statement, so that both see the row as it is at one moment.
    return f"WITH held AS ({asking}), done AS ({inserting}) SELECT FROM held", [*asked, *rows]
