"""Queries of the hot paths: written with the ORM, made into SQL once, and read a column at a time.

To make a query costs the ORM a millisecond, whatever it finds: for a batch of 500 as much as moving forty
people. To read a row costs it a converter for each value. Here the text of a query is kept, values come in where
its ``slot`` is, and each distinct time of a column is parsed once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, SafeUUID

from django.db import connection, models
from django.db.models.expressions import Expression
from django.db.models.functions import Cast

from linesteps.bulk.arrays import array

#: Slice a query by this where each run brings its own ``limit`` along.
ANY_LIMIT = 987_654_321
#: Columns that need no converter on either database; a new kind must be thought about first.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.FloatField, models.ForeignKey)


class Slot(Expression):
    """The place of a value that each run of a ``Statement`` brings along."""

    def __init__(self, name: str, field: models.Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=field)
        self.name = name
        self._field = field

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        """A mark, and the slot itself, for which the value is put later."""
        return "%s", [self]

    def prepared(self, value: Any) -> Any:
        """The value as the driver takes it; a collection of ids as one parameter."""
        if self._field is not None:
            return self._field.get_db_prep_value(value, connection)
        if isinstance(value, str | int):
            return value
        return ids_parameter(value)


def at(name: str) -> Any:
    """A slot for an aware time."""
    return Slot(name, models.DateTimeField())


def key(name: str) -> Any:
    """A slot for a UUID."""
    return Slot(name, models.UUIDField())


def slot(name: str) -> Any:
    """A slot for a number, a text, or the ids of ``bulk.among``."""
    return Slot(name)


def ids_parameter(ids: Collection[int]) -> str:
    """Thousands of ids as one parameter: an array for PostgreSQL, JSON for SQLite."""
    return array(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))


def one_of_ids() -> str:
    """The comparison of a column with ``ids_parameter``."""
    return (
        "= ANY(%s::bigint[])" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    )


class _Last(str):
    """The name of a column of which the latest time is asked for."""

    __slots__ = ()


def last(name: str) -> str:
    """In place of a column's name in a ``Statement``: the latest of its times, for each combination of the others."""
    return _Last(name)


class Statement:
    """A query whose SQL is made at its first run and kept; calling it runs it.

    Args:
        build: makes the query; what changes its text (such as whether something is asked at all) comes as
            positional arguments of few different values, and values as ``at`` and ``slot``. A limit is a value too:
            ``[:bulk.ANY_LIMIT]``.
        names: of the columns to read, as the ORM says them; related ones with ``__``; or ``bulk.last`` of one.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any]], *names: str) -> None:
        self._build = build
        self._names = names
        self._made: dict[tuple[Any, ...], _Made] = {}

    def __call__(self, *variant: Any, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as tuples, in the order of ``names``.

        Args:
            variant: for ``build``.
            values: for each slot by its name, and ``limit`` if the query is cut by ``ANY_LIMIT``.
        """
        key = (connection.vendor, *variant)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _Made(self._build(*variant), self._names)
        return made.rows(values)

    def column(self, *variant: Any, **values: Any) -> list[Any]:
        """The only column."""
        return [value for (value,) in self(*variant, **values)]


class Questions:
    """Whether each of several queries would find something, asked in one statement that is made once and kept.

    Args:
        build: makes the queries by name; values come in by ``at`` and ``slot``.
    """

    def __init__(self, build: Callable[[], Mapping[str, models.QuerySet[Any]]]) -> None:
        self._build = build
        self._made: dict[str, tuple[list[str], str, list[Any]]] = {}

    def __call__(self, **values: Any) -> set[str]:
        """The names of those that would find something.

        Args:
            values: for each slot by its name.
        """
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = _asked_together(self._build())
        names, sql, parameters = made
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(parameters, values))
            answers = cursor.fetchone()
        return {name for name, answer in zip(names, answers, strict=True) if answer}


def any_of(questions: Mapping[str, models.QuerySet[Any]]) -> set[str]:
    """The names of those queries that would find something; for what is asked seldom."""
    return Questions(lambda: questions)()


def _asked_together(questions: Mapping[str, models.QuerySet[Any]]) -> tuple[list[str], str, list[Any]]:
    parts: list[str] = []
    parameters: list[Any] = []
    for rows in questions.values():
        sql, found = rows.order_by().values("pk")[:1].query.sql_with_params()
        parts.append(f"EXISTS({sql})")
        parameters += found
    return list(questions), f"SELECT {', '.join(parts)}", parameters


def _filled(parameters: Iterable[Any], values: Mapping[str, Any]) -> list[Any]:
    return [one.prepared(values[one.name]) if isinstance(one, Slot) else one for one in parameters]


class _Made:
    """SQL with its parameters, and what must be done to the columns that come back."""

    def __init__(self, rows: models.QuerySet[Any], names: Sequence[str]) -> None:
        fields = [_field(rows.model, name) for name in names]
        # All of them as annotations, so that they come in this order in every version of Django.
        asked = {
            f"column{place}": _asked(name, field)
            for place, (name, field) in enumerate(zip(names, fields, strict=True))
        }
        limited = (rows.query.low_mark, rows.query.high_mark)
        rows.query.clear_limits()
        latest = {place: one for place, one in asked.items() if _is_latest(one)}
        if latest:
            # The others first, so that they are what is grouped by.
            others = {place: one for place, one in asked.items() if place not in latest}
            query = rows.order_by().values(**others).annotate(**latest).values_list(*asked).query
        else:
            query = rows.annotate(**asked).values_list(*asked).query
        query.set_limits(*limited)
        is_of_itself, query.select_for_update_of = query.select_for_update_of == ("self",), ()
        self._sql, self._parameters = query.sql_with_params()
        if is_of_itself:
            # The ORM names the table only where it makes instances. SQLite locks no rows, and is not asked to.
            table = connection.ops.quote_name(rows.model._meta.db_table)
            self._sql = self._sql.replace("FOR NO KEY UPDATE", f"FOR NO KEY UPDATE OF {table}")
        if query.high_mark == ANY_LIMIT:
            # Nothing behind it takes a value.
            self._sql = self._sql.replace(f"LIMIT {ANY_LIMIT}", "LIMIT %s")
            self._parameters = (*self._parameters, Slot("limit"))
        self._converters = [
            (place, converter)
            for place, field in enumerate(fields)
            if (converter := _converter(field)) is not None
        ]

    def rows(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, _filled(self._parameters, values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not found or not self._converters:
            return found
        columns: list[Iterable[Any]] = list(zip(*found, strict=True))
        for place, converter in self._converters:
            columns[place] = converter(columns[place])
        return list(zip(*columns, strict=True))


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    first, _dots, rest = name.partition("__")
    field: Any = model._meta.pk if first == "pk" else model._meta.get_field(first)
    return _field(field.related_model, rest) if rest else field


def _asked(name: str, field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.DateTimeField):
        # As text: the driver and Django between them take four times as long to make a time (measured).
        return Cast(models.Max(name) if isinstance(name, _Last) else name, models.TextField())
    if isinstance(name, _Last):
        raise TypeError(f"{field} is no time.")
    if isinstance(field, models.BooleanField):
        # SQLite's driver would ask a function of Django's for each.
        return Cast(name, models.IntegerField())
    return models.F(name)


def _is_latest(asked: Any) -> bool:
    return isinstance(asked, Cast) and isinstance(asked.get_source_expressions()[0], models.Max)


def _converter(field: models.Field[Any, Any]) -> Callable[[Iterable[Any]], Iterable[Any]] | None:
    """What makes a column's values those that the model would have."""
    if isinstance(field, models.DateTimeField):
        return _times
    if isinstance(field, models.BooleanField):
        return _truths
    if isinstance(field, models.UUIDField):
        return _uuids if connection.vendor == "sqlite" else None
    if isinstance(field, models.JSONField):
        return _from_json
    if isinstance(field, _PLAIN):
        return None
    raise TypeError(f"{field} cannot be read by a statement yet.")


def _times(texts: Iterable[str | None]) -> Iterable[datetime | None]:
    # SQLite keeps times in the connection's zone and without its name; PostgreSQL says them in it.
    zone, listed = connection.timezone, list(texts)
    known: dict[str | None, datetime | None] = {None: None}
    for text in set(listed):
        if text is not None:
            known[text] = datetime.fromisoformat(text).replace(tzinfo=zone)
    return map(known.__getitem__, listed)


def _truths(numbers: Iterable[int | None]) -> Iterable[bool | None]:
    return [None if number is None else number == 1 for number in numbers]


def _uuids(texts: Iterable[str | None]) -> Iterable[UUID | None]:
    return [None if text is None else _uuid(text) for text in texts]


def _uuid(text: str) -> UUID:
    # Its constructor asks of each what form it has, which takes three times as long; ours have been UUIDs before.
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int(text, 16))
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


def _from_json(texts: Iterable[str | None]) -> Iterable[Any]:
    read = json.JSONDecoder().decode
    return [None if text is None else read(text) for text in texts]
