"""What stands ready for the commit of the current transaction, so that it need not be asked for twice."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def standing(kind: type[T]) -> list[T]:
    """Callables of one type that were given to ``transaction.on_commit`` in this transaction and wait for its end.

    Whatever is done now is undone no later than they are: a savepoint that would take one of them away is still
    open, and so encloses what is done now as well. So one that stands here will be called if what is done now is kept.
    """
    # Django's own TestCase reads this list, too.
    return [entry[1] for entry in connection.run_on_commit if isinstance(entry[1], kind)]
