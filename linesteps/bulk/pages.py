"""Claims of thousands of rows, one after the other: how many, which columns, and from where on."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db import connection, models

Q = TypeVar("Q", bound="models.QuerySet[Any]")


def batch_size(*, sqlite: int, others: int) -> int:
    """How many rows one transaction should claim here: SQLite has one writer, who must let others in soon."""
    return sqlite if connection.vendor == "sqlite" else others


def lock_values(rows: models.QuerySet[Any], *names: str, limit: int) -> list[tuple[Any, ...]]:
    """Like ``lock`` without waiting, but only these columns, as tuples. ``rows`` must join nothing."""
    locked = rows.select_for_update(skip_locked=True, no_key=True)
    return cast("list[tuple[Any, ...]]", list(locked.values_list(*names)[:limit]))


def beyond(rows: Q, names: tuple[str, str], values: tuple[Any, Any]) -> Q:
    """Only rows that come after ``values`` in the order of two columns.

    A drain that begins each claim where the last one ended passes over no dead index entries; it
    stays as quick when a long transaction elsewhere keeps those from being cleaned up.
    """
    meta = rows.model._meta
    table, quote = connection.ops.quote_name(meta.db_table), connection.ops.quote_name
    fields = [meta.get_field(name) for name in names]
    columns = ", ".join(f"{table}.{quote(field.column)}" for field in fields)
    found = [field.get_db_prep_value(value, connection) for field, value in zip(fields, values, strict=True)]
    # As a pair: two comparisons joined by OR would not begin inside the index.
    return cast(Q, rows.extra(where=[f"({columns}) > (%s, %s)"], params=found))  # noqa: S610 - names of columns
