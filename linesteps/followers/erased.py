"""How an erased person is known again without being known: by a mark made of the LINE user ID with our keys.

A webhook that comes late must not bring somebody back who asked to be forgotten. The mark tells nothing to
whoever has the database and not the keys.
"""

from __future__ import annotations

import hashlib
import hmac

from linesteps import conf

#: No LINE user ID begins like this: they are a U and 32 digits (reference, “Source user”).
SIGN = "#"


def mark(account_id: int, line_user_id: str) -> str:
    """What stands in place of the LINE user ID of an erased person: 33 characters."""
    return _mark(conf.encryption_keys()[0], account_id, line_user_id)


def marks(account_id: int, line_user_id: str) -> list[str]:
    """The marks that a person may have been given, by each of the keys in use."""
    return [_mark(key, account_id, line_user_id) for key in conf.encryption_keys()]


def _mark(key: str, account_id: int, line_user_id: str) -> str:
    # A key of its own for this purpose.
    purpose = hmac.new(key.encode(), b"linesteps erased person", hashlib.sha256).digest()
    text = f"{account_id}:{line_user_id}".encode()
    return SIGN + hmac.new(purpose, text, hashlib.sha256).hexdigest()[:32]
