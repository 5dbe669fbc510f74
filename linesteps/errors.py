"""The exceptions of linesteps; every one derives from ``LinestepsError``."""

from __future__ import annotations


class LinestepsError(Exception):
    """The base of everything that linesteps raises on purpose."""


class ConfigurationError(LinestepsError):
    """A setting is missing or has a value that cannot work; the message names setting and cure."""


class FormatError(LinestepsError):
    """A scenario file is not of the documented format; the message names the place in the file.

    Args:
        place: a JSON path such as ``scenarios[0].steps[2].value.messages[0]``.
        reason: one sentence in the reader's language.
    """

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = str(reason)
        super().__init__(f"{place}: {self.reason}")


class UnknownKindError(LinestepsError):
    """A stored kind name has no registered kind (removed or renamed in a deploy)."""


class SecretError(LinestepsError):
    """An encrypted value cannot be read with the keys in ``LINESTEPS_ENCRYPTION_KEYS``."""
