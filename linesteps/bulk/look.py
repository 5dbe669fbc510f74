"""Looking up one row by its key, where that is done for each request."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

from linesteps.bulk.statements import ids_parameter, one_of_ids

M = TypeVar("M", bound=models.Model)


def look_up(model: type[M], names: tuple[str, ...], **equal: Any) -> M | None:
    """A row with its id and some columns, the others deferred; ``None`` if there is none.

    As ``filter(**equal).only(*names).first()`` finds it. Django makes that query anew each time, which costs
    several times what it costs to ask it (measured); here it is made once for each process.

    Args:
        model: whose row.
        names: columns to read besides the primary key.
        equal: columns and the values that they must have; none of them ``None``.
    """
    sql, values, read = looking_up(model, names, equal)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return None if row is None else read(row)


def look_up_each(model: type[M], ids: Collection[int]) -> dict[int, M]:
    """Whole rows by their ids, as ``in_bulk`` finds them; the query is made once for each process.

    Args:
        model: whose rows.
        ids: primary keys; those that are not there are left out.
    """
    if not ids:
        return {}
    asking = _asking(
        model, tuple(field.attname for field in model._meta.concrete_fields), (), connection.vendor
    )
    with connection.cursor() as cursor:
        cursor.execute(asking.sql_of_ids, [ids_parameter(ids)])
        rows = cursor.fetchall()
    found = [model.from_db(connection.alias, asking.names, asking.read(row)) for row in rows]
    return {row.pk: row for row in found}


def looking_up(
    model: type[M], names: tuple[str, ...], equal: Mapping[str, Any]
) -> tuple[str, list[Any], Callable[[tuple[Any, ...]], M]]:
    """The statement of ``look_up``, its values, and what makes a row of what it finds."""
    asking = _asking(model, names, tuple(equal), connection.vendor)

    def read(row: tuple[Any, ...]) -> M:
        return model.from_db(connection.alias, asking.names, asking.read(row))

    return asking.sql, asking.prepared(tuple(equal.values())), read


class _Asking:
    """A query as text, and how its values become those of the database, and back."""

    def __init__(self, model: type[models.Model], names: tuple[str, ...], equal: tuple[str, ...]) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        key = model._meta.pk
        if key is None:
            raise ValueError(f"{model} has no primary key.")
        # In the model's order, in which ``from_db`` takes values, whatever it is told of names.
        self.names = tuple(name for name in fields if name in {key.attname, *names})
        self._asked = [fields[name] for name in equal]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(fields[name].column)) for name in self.names)
        where = " AND ".join(f"{quote(str(field.column))} = %s" for field in self._asked)
        front = f"SELECT {columns} FROM {quote(model._meta.db_table)}"  # noqa: S608 - our own names
        self.sql = f"{front} WHERE {where} LIMIT 1"
        self.sql_of_ids = f"{front} WHERE {quote(str(key.column))} {one_of_ids()}"
        self._readers = [_reader(fields[name]) for name in self.names]

    def prepared(self, values: tuple[Any, ...]) -> list[Any]:
        return [
            field.get_db_prep_value(value, connection)
            for field, value in zip(self._asked, values, strict=True)
        ]

    def read(self, row: tuple[Any, ...]) -> list[Any]:
        return [reader(value) for reader, value in zip(self._readers, row, strict=True)]


@lru_cache(maxsize=64)
def _asking(
    model: type[models.Model], names: tuple[str, ...], equal: tuple[str, ...], vendor: str
) -> _Asking:
    return _Asking(model, names, equal)


def _reader(field: Any) -> Callable[[Any], Any]:
    """What Django itself does with a value that it reads."""
    column = field.cached_col
    converters = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def read(value: Any) -> Any:
        for convert in converters:
            value = convert(value, column, connection)
        return value

    return read
