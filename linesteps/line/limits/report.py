"""Violations and the few checks of single values that all message types share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from linesteps.line.limits.lengths import utf16_length

#: Media URLs (image, video, audio, template and Flex images, icons).
MAX_MEDIA_URL = 2000
#: URLs that are opened (action ``uri``, imagemap ``linkUri``, ``altUri.desktop``).
MAX_ACTION_URL = 1000
ACTION_SCHEMES = ("http", "https", "line", "tel")

# RFC 3986 characters; anything else, a lone percent sign too, must be percent-encoded UTF-8.
_URL_CHARACTERS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One breach of LINE's limits.

    ``property`` is a path such as ``messages[0].text``; ``code`` is stable and lower_snake:
    ``required, too_long, too_short, too_many, too_few, too_big, out_of_range, not_https, bad_scheme,
    not_encoded, bad_value, wrong_type, not_allowed_here, unequal``; ``message`` is LINE's English
    wording; ``params`` hold the numbers and names for a wording of one's own.
    """

    property: str
    code: str
    message: str
    params: dict[str, int | str] = field(default_factory=dict)


class Report:
    """Collects violations while a request's messages are walked.

    Args:
        endpoint: what the messages are for (``push``, ``reply``, ``multicast`` …).
        http_hosts: hosts which may serve media by plain http; for a demo on loopback only.
    """

    def __init__(self, *, endpoint: str = "push", http_hosts: Collection[str] = ()) -> None:
        self.endpoint = endpoint
        self.http_hosts = frozenset(http_hosts)
        self.violations: list[Violation] = []

    def add(self, path: str, code: str, message: str, **params: int | str) -> None:
        """Note one violation."""
        self.violations.append(Violation(property=path, code=code, message=message, params=params))

    def note(self, path: str, code: str, message: str, **params: int | str) -> None:
        """Note a violation, unless something is wrong at that very place already."""
        if all(one.property != path for one in self.violations):
            self.add(path, code, message, **params)

    def is_object(self, value: Any, path: str) -> TypeGuard[dict[str, Any]]:
        """Whether ``value`` is a JSON object; notes it if not."""
        if isinstance(value, dict):
            return True
        if value is None:
            self.add(path, "required", "May not be empty")
        else:
            self.add(path, "wrong_type", "Must be an object")
        return False

    def text(
        self,
        owner: dict[str, Any],
        key: str,
        path: str,
        *,
        high: int,
        low: int = 1,
        required: bool = True,
        measure: Callable[[str], int] = utf16_length,
    ) -> str | None:
        """Check a text of ``low`` to ``high`` long; returns it if it is a text at all."""
        path = f"{path}.{key}"
        value = owner.get(key)
        if value is None or (value == "" and low > 0):
            if required or value == "":
                self.add(path, "required", "May not be empty")
            return None
        if not isinstance(value, str):
            self.add(path, "wrong_type", "Must be a string")
            return None
        length = measure(value)
        if length > high:
            # LINE's own example says "between 0 and 5000" although an empty text is refused too.
            message = f"Length must be between 0 and {high}"
            self.add(path, "too_long", message, limit=high, length=length)
        elif length < low:
            self.add(path, "too_short", f"Length must be between {low} and {high}", limit=low, length=length)
        return value

    def pattern(
        self,
        owner: dict[str, Any],
        key: str,
        path: str,
        expression: str,
        *,
        high: int,
        required: bool = False,
    ) -> None:
        """Check a text of at most ``high`` which wholly matches ``expression``."""
        value = self.text(owner, key, path, high=high, required=required)
        if value is not None and not re.fullmatch(expression, value):
            self.add(f"{path}.{key}", "bad_value", f"Must match the pattern {expression}", pattern=expression)

    def choice(
        self, owner: dict[str, Any], key: str, path: str, allowed: Collection[str], *, required: bool = False
    ) -> str | None:
        """Check one of a list of words; returns it if it is."""
        value = owner.get(key)
        if value is None and not required:
            return None
        if isinstance(value, str) and value in allowed:
            return value
        listed = ", ".join(allowed)
        code = "required" if value in (None, "") else "bad_value"
        self.add(f"{path}.{key}", code, f"Must be one of the following values: [{listed}]", allowed=listed)
        return None

    def number(
        self,
        owner: dict[str, Any],
        key: str,
        path: str,
        *,
        low: float,
        high: float,
        required: bool = True,
        whole: bool = True,
    ) -> float | None:
        """Check a number from ``low`` to ``high``; returns it if it is in range."""
        value = owner.get(key)
        path = f"{path}.{key}"
        if value is None:
            if required:
                self.add(path, "required", "May not be empty")
            return None
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            self.add(path, "wrong_type", "Must be an integer" if whole else "Must be a number")
            return None
        if not low <= value <= high:
            self.add(
                path, "out_of_range", f"Must be between {low:g} and {high:g}", low=str(low), high=str(high)
            )
            return None
        return float(value)

    def items(
        self, owner: dict[str, Any], key: str, path: str, *, low: int, high: int
    ) -> Iterator[tuple[dict[str, Any], str]]:
        """Check the size of a list of objects; yields each object with its path."""
        value = owner.get(key)
        path = f"{path}.{key}" if path else key
        if value is None:
            self.add(path, "required", "May not be empty")
            return
        if not isinstance(value, list):
            self.add(path, "wrong_type", "Must be an array")
            return
        if not low <= len(value) <= high:
            wording = f"Size must be between {low} and {high}"
            few = len(value) < low
            self.add(
                path, "too_few" if few else "too_many", wording, limit=low if few else high, size=len(value)
            )
        for index, item in enumerate(value):
            if self.is_object(item, f"{path}[{index}]"):
                yield item, f"{path}[{index}]"

    def media_url(self, owner: dict[str, Any], key: str, path: str, *, required: bool = True) -> None:
        """Check an https URL of at most 2000 characters."""
        value = self.text(owner, key, path, high=MAX_MEDIA_URL, required=required)
        if value is None or not self._is_encoded(value, f"{path}.{key}"):
            return
        parts = _split(value)
        if parts is None or not parts.hostname:
            self.add(f"{path}.{key}", "bad_value", "Must be a valid URI")
        elif parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in self.http_hosts):
            self.add(f"{path}.{key}", "not_https", "Must be a valid HTTPS URL")

    def action_url(self, owner: dict[str, Any], key: str, path: str, *, required: bool = True) -> None:
        """Check a URL to open: at most 1000 characters, scheme http, https, line or tel."""
        value = self.text(owner, key, path, high=MAX_ACTION_URL, required=required)
        if value is None or not self._is_encoded(value, f"{path}.{key}"):
            return
        parts = _split(value)
        if parts is None or parts.scheme not in ACTION_SCHEMES:
            self.add(f"{path}.{key}", "bad_scheme", "Invalid URI scheme", allowed=", ".join(ACTION_SCHEMES))
        elif (parts.scheme in ("http", "https") and not parts.hostname) or value == f"{parts.scheme}:":
            self.add(f"{path}.{key}", "bad_value", "Must be a valid URI")

    def color(self, owner: dict[str, Any], key: str, path: str) -> None:
        """Check ``#RRGGBB`` or ``#RRGGBBAA``."""
        value = owner.get(key)
        if value is not None and not (
            isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?", value)
        ):
            self.add(f"{path}.{key}", "bad_value", "Must be a color such as #RRGGBB")

    def _is_encoded(self, value: str, path: str) -> bool:
        if _URL_CHARACTERS.fullmatch(value):
            return True
        self.add(path, "not_encoded", "The URL must be percent-encoded using UTF-8")
        return False


def _split(value: str) -> Any:
    try:
        return urlsplit(value)
    except ValueError:
        return None
