"""Rows written by column: the statements carry what differs once for each row, and what is shared once.

The ORM's ``bulk_update`` writes a CASE for each row and column, which costs a hundred times what the row
costs (measured); ``bulk_create`` makes an instance and checks it for each. These do neither.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from linesteps.bulk.arrays import array
from linesteps.bulk.tables import Table, split, table_of

#: Rows are updated together if there are at least so many for each combination of values.
_ALIKE = 4
#: SQLite takes a bounded number of parameters in one statement; 32,766 since 3.32.
_ROWS_AT_ONCE = 500


def insert(
    model: type[models.Model], columns: Mapping[str, Any], count: int, *, wants_ids: bool = True
) -> list[int]:
    """Insert rows given by columns in the caller's transaction; returns their new ids, in order.

    Neither defaults of fields nor checks of a form are applied.

    Args:
        model: whose table.
        columns: by column (``follower_id`` for a foreign key) a list of ``count`` values, or one value that
            all rows share; a value that is a list itself stands in a list.
        count: how many rows.
        wants_ids: whether the ids are needed; of many rows they cost PostgreSQL some, so say so if not.
    """
    if not count:
        return []
    table = table_of(model, connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*table.inserting(columns, count, "RETURNING id" if wants_ids else ""))
            return sorted(pk for (pk,) in cursor.fetchall()) if wants_ids else []
        shared, lists = split(columns, count)
        if lists:
            _insert_together(cursor, table, shared, lists, count)
        else:
            marks = ", ".join(["%s"] * len(columns))
            sql = f"INSERT INTO {table.name} ({table.columns(columns)}) VALUES ({marks})"  # noqa: S608 - ours
            cursor.executemany(sql, table.rows(columns, count))
        # The only writer counts up one by one.
        [last] = cursor.execute("SELECT last_insert_rowid()").fetchone()
        return list(range(last - count + 1, last + 1))


def _insert_together(
    cursor: Any, table: Table, shared: Mapping[str, Any], lists: Mapping[str, Any], count: int
) -> None:
    """Many rows by a statement, with what they share once: a quarter cheaper than one by one (measured)."""
    front = (
        f"INSERT INTO {table.name} ({table.columns([*shared, *lists])})"  # noqa: S608 - our own names
        f" SELECT {', '.join([*['%s'] * len(shared), *(f'column{n + 1}' for n in range(len(lists)))])} FROM (VALUES "
    )
    marks, rows, prepared = (
        f"({', '.join(['%s'] * len(lists))})",
        table.rows(lists, count),
        table.prepared(shared),
    )
    for start in range(0, count, _ROWS_AT_ONCE):
        some = rows[start : start + _ROWS_AT_ONCE]
        values = [value for row in some for value in row]
        cursor.execute(f"{front}{', '.join([marks] * len(some))})", [*prepared, *values])


def insert_missing(
    model: type[models.Model], columns: Mapping[str, Any], count: int, *, returning: str
) -> list[int]:
    """Insert rows as ``insert`` does, without those that a unique constraint has already.

    Args:
        model: whose table.
        columns: as for ``insert``.
        count: how many rows.
        returning: the integer column by which to tell which rows are new.

    Returns:
        The values of that column of the rows that were inserted, in ascending order.
    """
    return sorted(value for (value,) in insert_new(model, columns, count, returning=(returning,)))


def insert_new(
    model: type[models.Model], columns: Mapping[str, Any], count: int, *, returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The same; returns some columns (numbers and texts) of each row that was inserted, in no certain order."""
    if not count:
        return []
    table = table_of(model, connection.vendor)
    ending = f"ON CONFLICT DO NOTHING RETURNING {table.columns(returning)}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*table.inserting(columns, count, ending))
            return list(cursor.fetchall())
        marks = f"({', '.join(['%s'] * len(columns))})"
        found: list[tuple[Any, ...]] = []
        rows = table.rows(columns, count)
        for start in range(0, count, _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            sql = f"INSERT INTO {table.name} ({table.columns(columns)}) VALUES {', '.join([marks] * len(some))} {ending}"  # noqa: S608, E501 - our own names
            cursor.execute(sql, [value for row in some for value in row])
            found += cursor.fetchall()
        return found


def inserting_new(
    model: type[models.Model], columns: Mapping[str, Any], count: int, *, only_if: str = ""
) -> tuple[str, list[Any]]:
    """PostgreSQL's statement that inserts rows without those that a unique constraint has, and its values.

    Args:
        model: as for ``insert``, as are the next two.
        only_if: a condition without values, under which alone any row is inserted.
    """
    return table_of(model, "postgresql").inserting(columns, count, "ON CONFLICT DO NOTHING", only_if)


def update(model: type[models.Model], ids: Sequence[int], columns: Mapping[str, Any]) -> None:
    """Set columns of the rows with these ids, which the caller has locked.

    Args:
        model: whose table.
        ids: primary keys, each once.
        columns: as for ``insert``, in the order of ``ids``.
    """
    if not ids or not columns:
        return
    table = table_of(model, connection.vendor)
    shared, lists = split(columns, len(ids))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = [f"{table.columns([name])} = %s::{table.type(name)}" for name in shared]
            sets += [f"{table.columns([name])} = u.c{n + 1}" for n, name in enumerate(lists)]
            sql = f"UPDATE {table.name} SET {', '.join(sets)}"  # noqa: S608 - our own names
            parameters = table.prepared(shared)
            if lists:
                sql += f" FROM {table.unnest({'id': ids, **lists})}"
                parameters += table.arrays({"id": ids, **lists})
            # By the list of ids: a join alone is planned as a scan of the whole table (measured).
            sql += f" WHERE {table.name}.id = ANY(%s::bigint[])" + (
                f" AND {table.name}.id = u.c0" if lists else ""
            )
            cursor.execute(sql, [*parameters, array(ids)])
            return
        alike = _alike(table.rows(lists, len(ids)), ids) if lists else {(): ids}
        if len(alike) * _ALIKE <= len(ids):
            # A statement for each of few kinds of row takes half as long as one for each row (measured).
            marks = ", ".join(f"{table.columns([name])} = %s" for name in (*shared, *lists))
            sql = f"UPDATE {table.name} SET {marks} WHERE id IN (SELECT value FROM json_each(%s))"  # noqa: S608
            for values, some in alike.items():
                cursor.execute(sql, [*table.prepared(shared), *values, json.dumps(list(some))])
        else:
            marks = ", ".join(f"{table.columns([name])} = %s" for name in columns)
            sql = f"UPDATE {table.name} SET {marks} WHERE id = %s"  # noqa: S608 - our own names
            cursor.executemany(sql, table.rows({**columns, "id": list(ids)}, len(ids)))


def add(model: type[models.Model], column: str, amount: int, **equal: Any) -> int:
    """Add to a number in the rows that have some values; returns how many those are. The ORM's way costs ten times it.

    Args:
        model: whose rows.
        column: which number.
        amount: what to add.
        equal: columns and the values that they must have; none of them ``None``.
    """
    table = table_of(model, connection.vendor)
    name = table.columns([column])
    where = " AND ".join(f"{table.columns([one])} = %s" for one in equal)
    sql = f"UPDATE {table.name} SET {name} = {name} + %s WHERE {where}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, [amount, *table.prepared(equal)])
        return int(cursor.rowcount)


def _alike(rows: Sequence[tuple[Any, ...]], ids: Sequence[int]) -> dict[tuple[Any, ...], list[int]]:
    """Ids by the values that their rows get."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, pk in zip(rows, ids, strict=True):
        found[row].append(pk)
    return found


@contextmanager
def changes_written(rows: Sequence[models.Model]) -> Iterator[None]:
    """Write what the block changes on rows of one model, and no other column.

    Rows whose same columns changed share a statement. A list or dict must be replaced to be noticed, not
    changed in place. If the block raises, nothing is written.

    Args:
        rows: whole, as they are in the database, and locked.
    """
    if not rows:
        yield
        return
    model = type(rows[0])
    names = [field.attname for field in model._meta.concrete_fields]
    # The dicts themselves: foreign keys are slow to ask for (measured).
    before = [row.__dict__.copy() for row in rows]
    yield
    groups: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for row, old in zip(rows, before, strict=True):
        new = row.__dict__
        changed = [name for name in names if new[name] is not old[name] and new[name] != old[name]]
        groups[tuple(changed)].append(row)
    for shared, group in groups.items():
        columns = {name: [row.__dict__[name] for row in group] for name in shared}
        update(model, [row.pk for row in group], columns)
