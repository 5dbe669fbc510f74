"""Rows written by column: the statements carry what differs once for each row, and what is shared once.

The ORM's ``bulk_update`` writes a CASE for each row and column, which costs a hundred times what the row
costs (measured); ``bulk_create`` makes an instance and checks it for each. These do neither.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import repeat
from typing import Any

from django.db import connection, models

#: SQLite takes a bounded number of parameters in one statement; 32,766 since 3.32.
_ROWS_AT_ONCE = 500


def insert(model: type[models.Model], columns: Mapping[str, Any], count: int) -> list[int]:
    """Insert rows given by columns in the caller's transaction; returns their new ids, in order.

    Neither defaults of fields nor checks of a form are applied.

    Args:
        model: whose table.
        columns: by column (``follower_id`` for a foreign key) a list of ``count`` values, or one value that
            all rows share; a value that is a list itself stands in a list.
        count: how many rows.
    """
    if not count:
        return []
    table = _Table(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            shared, lists = _split(columns, count)
            values = [f"%s::{table.type(name)}" for name in shared] + [f"u.c{n}" for n in range(len(lists))]
            sql = f"INSERT INTO {table.name} ({table.columns([*shared, *lists])}) SELECT {', '.join(values)}"
            # In this order, so that ids are given out in it.
            source = table.unnest(lists, "n") if lists else f"generate_series(1, {count:d}) AS u(n)"
            cursor.execute(
                f"{sql} FROM {source} ORDER BY u.n RETURNING id",
                [*table.prepared(shared), *table.arrays(lists)],
            )
            return sorted(pk for (pk,) in cursor.fetchall())
        marks = ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {table.name} ({table.columns(columns)}) VALUES ({marks})"  # noqa: S608 - our names
        cursor.executemany(sql, table.rows(columns, count))
        # The only writer counts up one by one.
        [last] = cursor.execute("SELECT last_insert_rowid()").fetchone()
        return list(range(last - count + 1, last + 1))


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
    if not count:
        return []
    table = _Table(model)
    ending = f"ON CONFLICT DO NOTHING RETURNING {table.columns([returning])}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            shared, lists = _split(columns, count)
            values = [f"%s::{table.type(name)}" for name in shared] + [f"u.c{n}" for n in range(len(lists))]
            source = table.unnest(lists, "n") if lists else f"generate_series(1, {count:d}) AS u(n)"
            sql = (
                f"INSERT INTO {table.name} ({table.columns([*shared, *lists])})"  # noqa: S608 - our own names
                f" SELECT {', '.join(values)} FROM {source} ORDER BY u.n {ending}"
            )
            cursor.execute(sql, [*table.prepared(shared), *table.arrays(lists)])
            return sorted(value for (value,) in cursor.fetchall())
        marks = f"({', '.join(['%s'] * len(columns))})"
        found: list[int] = []
        rows = table.rows(columns, count)
        for start in range(0, count, _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            sql = f"INSERT INTO {table.name} ({table.columns(columns)}) VALUES {', '.join([marks] * len(some))} {ending}"  # noqa: S608, E501 - our own names
            cursor.execute(sql, [value for row in some for value in row])
            found += [value for (value,) in cursor.fetchall()]
        return sorted(found)


def update(model: type[models.Model], ids: Sequence[int], columns: Mapping[str, Any]) -> None:
    """Set columns of the rows with these ids, which the caller has locked.

    Args:
        model: whose table.
        ids: primary keys, each once.
        columns: as for ``insert``, in the order of ``ids``.
    """
    if not ids or not columns:
        return
    table = _Table(model)
    shared, lists = _split(columns, len(ids))
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
        else:
            sets = [f"{table.columns([name])} = %s" for name in columns]
            sql = f"UPDATE {table.name} SET {', '.join(sets)} WHERE id = %s"  # noqa: S608 - our own names
            cursor.executemany(sql, table.rows({**columns, "id": list(ids)}, len(ids)))


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


class _Table:
    """A model's table as raw SQL names and fills it."""

    def __init__(self, model: type[models.Model]) -> None:
        self._fields = {field.attname: field for field in model._meta.concrete_fields}
        self.name = connection.ops.quote_name(model._meta.db_table)

    def columns(self, names: Iterable[str]) -> str:
        return ", ".join(connection.ops.quote_name(str(self._fields[name].column)) for name in names)

    def type(self, name: str) -> str:
        field = self._fields[name]
        # As text: casting to varchar(10) would cut off in silence what assigning it refuses.
        is_text = isinstance(field, models.CharField | models.TextField)
        return "text" if is_text else str(field.rel_db_type(connection))

    def unnest(self, lists: Mapping[str, Any], number: str = "") -> str:
        """Lists side by side as ``u.c0``, ``u.c1``, …, and counted by ``number`` if there is such a name."""
        arrays = ", ".join(f"%s::{self.type(name)}[]" for name in lists)
        names = [f"c{n}" for n in range(len(lists))] + [number] * bool(number)
        return f"unnest({arrays}){' WITH ORDINALITY' * bool(number)} AS u({', '.join(names)})"

    def prepared(self, shared: Mapping[str, Any]) -> list[Any]:
        """One value each, as the driver takes it."""
        return [self._fields[name].get_db_prep_save(value, connection) for name, value in shared.items()]

    def arrays(self, lists: Mapping[str, Sequence[Any]]) -> list[str]:
        """Lists as PostgreSQL reads them."""
        return [array(self._values(name, values)) for name, values in lists.items()]

    def _values(self, name: str, values: Sequence[Any]) -> Iterable[Any]:
        field = self._fields[name]
        if isinstance(field, models.JSONField):
            return (json.dumps(value, cls=field.encoder) for value in values)
        if connection.vendor == "postgresql" or not isinstance(
            field, models.DateTimeField | models.UUIDField
        ):
            return values
        # Times and UUIDs are text on SQLite; each distinct one is made once.
        known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return map(known.__getitem__, values)

    def rows(self, columns: Mapping[str, Any], count: int) -> list[tuple[Any, ...]]:
        """Tuples as SQLite takes them."""
        found: list[Iterable[Any]] = []
        for name, values in columns.items():
            if isinstance(values, list):
                found.append(self._values(name, values))
            else:
                found.append(repeat(self._fields[name].get_db_prep_save(values, connection), count))
        return list(zip(*found, strict=True))


def array(values: Iterable[Any]) -> str:
    """PostgreSQL's text for an array of numbers, truth values, texts, times or UUIDs, to be cast to its type.

    psycopg's own takes ten times as long, since it asks of each value anew what it is (measured).
    """
    return f"{{{','.join([_as_element(value) for value in values])}}}"


def _as_element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _split(columns: Mapping[str, Any], count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns with one value for all rows, which then goes over the wire once, and the others."""
    shared, lists = {}, {}
    for name, values in columns.items():
        if not isinstance(values, list):
            shared[name] = values
        elif values.count(values[0]) == count:
            shared[name] = values[0]
        else:
            lists[name] = values
    return shared, lists
