"""A registry from stored kind names to kinds; used for steps, messages, triggers, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from linesteps.errors import ConfigurationError, UnknownKindError


class Named(Protocol):
    """Anything with a frozen, lower_snake ``name``."""

    name: str


K = TypeVar("K", bound=Named)


class Registry(Generic[K]):
    """Kinds by name, in the order of their registration.

    Args:
        noun: what is registered, for error messages.
    """

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._kinds: dict[str, K] = {}

    def register(self, kind: K) -> K:
        """Add ``kind``; returns it.

        Raises:
            ConfigurationError: the name is not lower_snake, or another kind has it already.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]*", kind.name):
            raise ConfigurationError(f"The {self.noun} name {kind.name!r} must be lower_snake.")
        known = self._kinds.get(kind.name)
        if known is not None and type(known) is not type(kind):
            raise ConfigurationError(f"Two {self.noun} kinds are called {kind.name!r}.")
        self._kinds[kind.name] = kind
        return kind

    def get(self, name: str) -> K:
        """The kind called ``name``.

        Raises:
            UnknownKindError: none is.
        """
        try:
            return self._kinds[name]
        except KeyError:
            raise UnknownKindError(f"No {self.noun} is called {name!r}.") from None

    def discard(self, name: str) -> None:
        """Forget a kind (tests of deploys that drop one)."""
        self._kinds.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[K]:
        return iter(tuple(self._kinds.values()))

    def __len__(self) -> int:
        return len(self._kinds)
