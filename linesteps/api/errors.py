"""How a request is refused: an RFC 9457 problem with a word for programs and a sentence for people."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request that is understood and cannot be done.

    Args:
        status: the HTTP status.
        code: a stable word for programs, such as ``not_a_friend``.
        detail: a sentence for people, in their language.
    """

    def __init__(self, status: int, code: str, detail: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = str(detail)
