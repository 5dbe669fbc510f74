"""Claims and look-ups of thousands of rows: how many, which columns, by which ids, and from where on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import connection, models
from django.db.models.lookups import Lookup

from linesteps.bulk.statements import Slot, ids_parameter, one_of_ids

Q = TypeVar("Q", bound="models.QuerySet[Any]")


def batch_size(*, sqlite: int, others: int) -> int:
    """How many rows one transaction should claim here: SQLite has one writer, who must let others in soon."""
    return sqlite if connection.vendor == "sqlite" else others


def among(name: str, ids: Collection[int] | Slot) -> Any:
    """Rows whose integer column is one of thousands of ids, for use in filters: ``rows.filter(among("pk", ids))``.

    One parameter for all of them; Django's ``__in`` makes one for each, which costs as much as reading
    the row (measured).

    Args:
        name: of the column.
        ids: or the slot for them in a ``Statement``.

    Raises:
        ValueError: the column is that of another table. SQLite would turn the join round and read that table
            whole (seen: every dispatch, for each claim).
    """
    if "__" in name:
        raise ValueError(f"“{name}” is a column of another table; ask from that one.")
    return _Among(models.F(name), ids if isinstance(ids, Slot) else list(ids))


class _Among(Lookup):
    lookup_name = "linesteps_among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} {one_of_ids()}", (*parameters, _parameter(self.rhs))


def _parameter(ids: Any) -> Any:
    return ids if isinstance(ids, Slot) else ids_parameter(ids)


def first_of_each(
    model: type[models.Model], by: Sequence[str], *, statuses: Sequence[str], first: str
) -> list[tuple[Any, ...]]:
    """For each combination of columns the earliest time of its rows: ``[(*combination, time), …]``.

    Jumps from one combination to the next in the partial index on ``(*by, first, id)``, so its cost grows with
    their number and not with the rows'; ``DISTINCT`` would read them all.

    Args:
        model: with a column ``status``.
        by: the index's leading columns, none of which may be NULL.
        statuses: those of the index's condition; words of ours.
        first: the column with the time.
    """
    sql = _first_of_each(model, tuple(by), tuple(statuses), first)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall()
    if connection.vendor != "sqlite":
        return found
    # SQLite's driver makes times without a zone.
    return [(*row[:-1], row[-1].replace(tzinfo=connection.timezone)) for row in found]


@lru_cache(maxsize=16)
def _first_of_each(
    model: type[models.Model], by: tuple[str, ...], statuses: tuple[str, ...], first: str
) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    fields = [model._meta.get_field(name) for name in (*by, first)]
    names = [quote(str(field.column)) for field in fields if isinstance(field, models.Field)]

    def columns(of: str, some: Sequence[str]) -> str:
        return ", ".join(f"{of}.{name}" for name in some)

    among_these = ", ".join(f"'{status}'" for status in statuses)
    front = f"ORDER BY {columns('n', names)}, n.id LIMIT 1"
    step = f"SELECT n.id FROM {table} n WHERE n.status IN ({among_these})"  # noqa: S608 - our own names
    return (
        f"WITH RECURSIVE at(id) AS (SELECT ({step} {front}) UNION ALL"  # noqa: S608
        f" SELECT ({step} AND ({columns('n', names[:-1])}) > ({columns('c', names[:-1])}) {front})"
        f" FROM at JOIN {table} c ON c.id = at.id) "
        f"SELECT {columns('c', names)} FROM at JOIN {table} c ON c.id = at.id"
    )


def beyond(rows: Q, names: tuple[str, str], values: tuple[Any, Any]) -> Q:
    """Only rows that come after ``values`` in the order of two columns.

    A drain that begins each claim where the last one ended passes over no dead index entries; it
    stays as quick when a long transaction elsewhere keeps those from being cleaned up.
    """
    meta = rows.model._meta
    table, quote = connection.ops.quote_name(meta.db_table), connection.ops.quote_name
    fields = [meta.get_field(name) for name in names]
    columns = ", ".join(f"{table}.{quote(field.column)}" for field in fields)
    found = [
        value if isinstance(value, Slot) else field.get_db_prep_value(value, connection)
        for field, value in zip(fields, values, strict=True)
    ]
    # As a pair: two comparisons joined by OR would not begin inside the index.
    return cast(Q, rows.extra(where=[f"({columns}) > (%s, %s)"], params=found))  # noqa: S610 - names of columns
