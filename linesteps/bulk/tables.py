"""A model's table as raw SQL names and fills it: columns, types, and values as each driver takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from django.db import connection, models

from linesteps.bulk.arrays import array


class Table:
    """A model's table as raw SQL names and fills it."""

    def __init__(self, model: type[models.Model]) -> None:
        self._fields = {field.attname: field for field in model._meta.concrete_fields}
        quote = connection.ops.quote_name
        self.name = quote(model._meta.db_table)
        self._names = {name: quote(str(field.column)) for name, field in self._fields.items()}
        self._types = {name: _type(field) for name, field in self._fields.items()}

    def columns(self, names: Iterable[str]) -> str:
        return ", ".join([self._names[name] for name in names])

    def type(self, name: str) -> str:
        return self._types[name]

    def unnest(self, lists: Mapping[str, Any], number: str = "") -> str:
        """Lists side by side as ``u.c0``, ``u.c1``, …, and counted by ``number`` if there is such a name."""
        arrays = ", ".join(f"%s::{self.type(name)}[]" for name in lists)
        names = [f"c{n}" for n in range(len(lists))] + [number] * bool(number)
        return f"unnest({arrays}){' WITH ORDINALITY' * bool(number)} AS u({', '.join(names)})"

    def inserting(
        self, columns: Mapping[str, Any], count: int, ending: str, only_if: str = ""
    ) -> tuple[str, list[Any]]:
        """PostgreSQL's statement that inserts rows in their order, so that ids are given out in it."""
        shared, lists = split(columns, count)
        values = [f"%s::{self.type(name)}" for name in shared] + [f"u.c{n}" for n in range(len(lists))]
        sql = f"INSERT INTO {self.name} ({self.columns([*shared, *lists])}) SELECT {', '.join(values)}"
        condition = f" WHERE {only_if}" * bool(only_if)
        if count > 1:
            source = self.unnest(lists, "n") if lists else f"generate_series(1, {count:d}) AS u(n)"
            sql += f" FROM {source}{condition} ORDER BY u.n"
        else:
            sql += condition
        return f"{sql} {ending}", [*self.prepared(shared), *self.arrays(lists)]

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


@lru_cache(maxsize=256)
def table_of(model: type[models.Model], vendor: str) -> Table:
    """Made once: for a single row it would cost as much as the row."""
    return Table(model)


def _type(field: Any) -> str:
    # As text: casting to varchar(10) would cut off in silence what assigning it refuses.
    is_text = isinstance(field, models.CharField | models.TextField)
    return "text" if is_text else str(field.rel_db_type(connection))


def split(columns: Mapping[str, Any], count: int) -> tuple[dict[str, Any], dict[str, Any]]:
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
