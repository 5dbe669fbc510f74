"""What fields offer out of the database (tags, attributes, scenarios …), asked once while a form is made.

The same field stands in dozens of kinds of blocks. Whoever packs all of them (`linesteps.admin.definitions`) notes what
was asked, so that it is asked once, and so that the packed text can be used again for as long as the answers stay.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
#: How to ask anew, and the answer, by what was asked.
Noted = dict[Hashable, tuple[Callable[[], Any], Any]]

_noted: ContextVar[Noted | None] = ContextVar("linesteps_offers", default=None)


def offered(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of ``ask``; once for each key while offers are noted, anew each time otherwise.

    Args:
        key: names the question, such as ``("attributes", ("date",))``.
        ask: makes plain values that can be compared, without looking at who asks.
    """
    noted = _noted.get()
    if noted is None:
        return ask()
    if key not in noted:
        noted[key] = ask, ask()
    answer: T = noted[key][1]
    return answer


@contextmanager
def noted_offers() -> Iterator[Noted]:
    """While this lasts, each question is asked once; gives what was asked and answered."""
    noted: Noted = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def still_offered(noted: Noted, fresh: dict[Hashable, Any]) -> bool:
    """Whether all questions get the same answers now.

    Args:
        noted: of `noted_offers`.
        fresh: answers that were asked for just now, by key; those asked here are added.
    """
    for key, (ask, answer) in noted.items():
        if key not in fresh:
            fresh[key] = ask()
        if fresh[key] != answer:
            return False
    return True
